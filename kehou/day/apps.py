from django.apps import AppConfig


class DayConfig(AppConfig):
    name = "kehou.day"
    label = "day"
