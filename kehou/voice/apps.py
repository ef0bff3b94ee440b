from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "kehou.voice"
    label = "voice"
