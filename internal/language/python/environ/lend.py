"""Finds out whether a lent pytest works under this interpreter: it must pass a test, and it must see one fail."""
import os
import sys
import tempfile

import pytest

os.chdir(tempfile.mkdtemp())
with open("test_lent.py", "w") as f:
    f.write("import pytest\n\n@pytest.fixture\ndef two():\n    return 2\n\ndef test_pass(two):\n    assert two == 2\n")
with open("test_seen.py", "w") as f:
    f.write("def test_fail():\n    assert [1] == [2]\n")
passed = pytest.main(["-q", "-p", "no:cacheprovider", "test_lent.py"])
failed = pytest.main(["-q", "-p", "no:cacheprovider", "test_seen.py"])
sys.exit(0 if (passed, failed) == (0, 1) else 1)
