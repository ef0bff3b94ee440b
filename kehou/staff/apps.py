from django.apps import AppConfig


class StaffConfig(AppConfig):
    name = "kehou.staff"
    label = "staff"
