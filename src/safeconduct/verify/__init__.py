"""The judge: a plan against the facts, sharing only the nouns with the planner."""

from safeconduct.verify.certificate import Proof, prove
from safeconduct.verify.judge import judge
from safeconduct.verify.verdict import RULES, Breach, Verdict, clock

__all__ = ["RULES", "Breach", "Proof", "Verdict", "clock", "judge", "prove"]
