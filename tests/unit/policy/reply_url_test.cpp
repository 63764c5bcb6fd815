// The link in a deferral.
#include "greycache/policy/reply_url.h"

#include <doctest/doctest.h>

#include <string>

namespace greycache {

TEST_CASE("the reference and percent signs take their places") {
  CHECK(url_for("https://help.example/?ref=%r", "7K3M9QXA") ==
        "https://help.example/?ref=7K3M9QXA");
  CHECK(url_for("https://help.example/%r/%r", "AB") == "https://help.example/AB/AB");
  CHECK(url_for("https://help.example/a%%20b%%r", "AB") == "https://help.example/a%20b%r");
  CHECK(url_for("https://help.example/", "AB") == "https://help.example/");
}

TEST_CASE("links are good, with a reference or without") {
  for (const char* url : {"", "https://help.example/?ref=%r", "http://192.0.2.1:8080/%r.html",
                          "https://[2001:db8::1]/a%%20b?x=1&y=%r#top", "https://help.example"}) {
    CAPTURE(url);
    CHECK(fault_of_reply_url(url) == "");
  }
}

TEST_CASE("what is no link, or would change the reply, is refused with what would be right") {
  for (const char* url : {"help.example", "ftp://help.example/%r", "https://",
                          "HTTPS://help.example", "javascript:alert(1)", "450 no"}) {
    CAPTURE(url);
    CHECK(fault_of_reply_url(url).find("is no link; write a link like") != std::string::npos);
  }
  for (const char* url :
       {"https://help.example/a b", "https://help.example/\"", "https://x/<%r>", "https://x/\t",
        "https://x/\r\n250 ok", "https://x/\x7f", "https://h\xc3\xbclfe.example/"}) {
    CAPTURE(url);
    CHECK(fault_of_reply_url(url).find("cannot stand in a link") != std::string::npos);
  }
}

TEST_CASE("a percent sign that stands for nothing is named") {
  CHECK(fault_of_reply_url("https://x.example/%20?r=%r").starts_with("\"%20\" stands for nothing"));
  CHECK(fault_of_reply_url("https://x.example/%s").starts_with("\"%s\" stands for nothing"));
  CHECK(fault_of_reply_url("https://x.example/%").starts_with("\"%\" stands for nothing"));
  CHECK(fault_of_reply_url("https://x.example/%R").starts_with("\"%R\" stands for nothing"));
  CHECK(fault_of_reply_url("https://x.example/%%%").starts_with("\"%\" stands for nothing"));
}

TEST_CASE("a link is as long as the reply has room for, and no longer") {
  const std::string base = "https://help.example/?ref=%r&";
  // "%r" becomes eight letters.
  const std::string longest = base + std::string(kLongestReplyUrl - base.size() - 6, 'x');
  CHECK(fault_of_reply_url(longest) == "");
  CHECK(url_for(longest, "7K3M9QXA").size() == kLongestReplyUrl);
  CHECK(fault_of_reply_url(longest + "x").starts_with("the link is longer than 120 bytes"));
}

}  // namespace greycache
