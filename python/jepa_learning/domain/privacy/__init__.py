"""What may be stored: consent, deny lists, redaction, and the gate that every event passes.

It does not know where events come from or where they are stored.
"""

from jepa_learning.domain.privacy.consent import is_granted
from jepa_learning.domain.privacy.deny_list import DenyList
from jepa_learning.domain.privacy.gate import Admission, Gate
from jepa_learning.domain.privacy.pseudonym import pseudonym
from jepa_learning.domain.privacy.redaction import Redactor

__all__ = ["Admission", "DenyList", "Gate", "Redactor", "is_granted", "pseudonym"]
