from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "kehou.kernel"
    label = "kernel"
