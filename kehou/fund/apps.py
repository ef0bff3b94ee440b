from django.apps import AppConfig


class FundConfig(AppConfig):
    name = "kehou.fund"
    label = "fund"
