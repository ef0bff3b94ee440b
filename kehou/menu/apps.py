from django.apps import AppConfig


class MenuConfig(AppConfig):
    name = "kehou.menu"
    label = "menu"
