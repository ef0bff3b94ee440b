from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "kehou.review"
    label = "review"
