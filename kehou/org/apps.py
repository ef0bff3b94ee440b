from django.apps import AppConfig


class OrgConfig(AppConfig):
    name = "kehou.org"
    label = "org"
