"""What a test tells when it fails is told then, and only then."""

import io
import unittest

from greytest.failure import has_failed


class Watched(unittest.TestCase):
    """Notes what has_failed() says in tearDown()."""

    def setUp(self):
        self.said = None

    def tearDown(self):
        self.said = has_failed(self)

    def passes(self):
        pass

    def fails(self):
        self.fail()

    def breaks(self):
        raise OSError

    def is_skipped(self):
        self.skipTest("not here")


class FailureTest(unittest.TestCase):
    def said_of(self, name):
        test = Watched(name)
        unittest.TextTestRunner(io.StringIO()).run(test)
        return test.said

    def test_a_failure_and_an_error_are_told(self):
        self.assertTrue(self.said_of("fails"))
        self.assertTrue(self.said_of("breaks"))

    def test_nothing_else_is(self):
        self.assertFalse(self.said_of("passes"))
        self.assertFalse(self.said_of("is_skipped"))

    def test_the_failure_of_another_is_not(self):
        before, test = Watched("fails"), Watched("passes")
        unittest.TextTestRunner(io.StringIO()).run(unittest.TestSuite([before, test]))
        self.assertFalse(test.said)


if __name__ == "__main__":
    unittest.main()
