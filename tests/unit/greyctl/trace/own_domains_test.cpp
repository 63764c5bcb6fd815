// Shows whose rewriting of a sender a log's own host's is.
#include "greyctl/trace/own_domains.h"

#include <doctest/doctest.h>

namespace greycache {

TEST_CASE("domains that mail is received for, and those below them") {
  OwnDomains own;
  own.add_recipient("bob@Y.example");
  own.add_recipient("postmaster");
  CHECK(own.hold("y.example"));
  CHECK(own.hold("SRS.y.EXAMPLE"));
  CHECK_FALSE(own.hold("example"));
  CHECK_FALSE(own.hold("not-y.example"));
  CHECK_FALSE(own.hold("y.example.net"));
  CHECK_FALSE(own.hold(""));
  CHECK_FALSE(own.hold("."));
  CHECK_FALSE(own.hold(".."));
}

TEST_CASE("a domain under which a mail was let in that was deferred under its first name") {
  OwnDomains own;
  own.add_deferred("Alice@x.example", "bob@y.example");
  own.add_rewritten({"alice@x.example", "srs.elsewhere.example"}, "carol@y.example");
  CHECK_FALSE(own.hold("srs.elsewhere.example"));
  own.add_rewritten({"alice@x.example", "srs.elsewhere.example"}, "Bob@y.example");
  CHECK(own.hold("srs.elsewhere.example"));
}

}  // namespace greycache
