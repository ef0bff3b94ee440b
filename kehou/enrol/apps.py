from django.apps import AppConfig


class EnrolConfig(AppConfig):
    name = "kehou.enrol"
    label = "enrol"
