"""kehou 课后: the policy of after-class service, executable. Read docs/TERM.md first."""
