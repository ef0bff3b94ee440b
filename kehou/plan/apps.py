from django.apps import AppConfig


class PlanConfig(AppConfig):
    name = "kehou.plan"
    label = "plan"
