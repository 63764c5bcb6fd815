// Shows what a sender was before SRS.
#include "greyctl/trace/rewritten_sender.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

std::string original(std::string_view sender) {
  const auto rewritten = rewritten_sender(sender);
  return rewritten ? rewritten->original + " by " + rewritten->domain : "none";
}

}  // namespace

TEST_CASE("a sender that was rewritten once, and again") {
  CHECK(original("SRS0=Xy7+=QX=x.example=alice@Here.example") == "alice@x.example by here.example");
  CHECK(original("srs0+Xy7=QX=x.example=alice@here.example") == "alice@x.example by here.example");
  CHECK(original("SRS0-Xy7=QX=x.example=a=b=c@here.example") == "a=b=c@x.example by here.example");
  CHECK(original("SRS1=Ab1=there.example==Xy7=QX=x.example=alice@here.example") ==
        "SRS0=Xy7=QX=x.example=alice@there.example by here.example");
  CHECK(original("SRS1=Ab1=there.example=+Xy7=QX=x.example=alice@here.example") ==
        "SRS0+Xy7=QX=x.example=alice@there.example by here.example");
}

TEST_CASE("other addresses, and half of a rewritten one") {
  for (const char* sender :
       {"", "@", "alice@x.example", "SRS0", "SRS0=", "SRS0@x", "SRS0=a@x", "SRS0=a=b@x",
        "SRS0=a=b=c@x", "SRS0=a=b=c=@x", "SRS0=a=b=c=d@", "SRS0=a==c=d@x", "SRS0xa=b=c=d@x",
        "SRS2=a=b=c=d@x", "SRS1=a=b=c=d@x", "SRS1=a=b=@x"}) {
    CAPTURE(sender);
    CHECK(original(sender) == "none");
  }
}

}  // namespace greycache
