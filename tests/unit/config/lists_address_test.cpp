// Shows which places of lists are taken.
#include "greycache/config/lists_address.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a URL ends in a slash, and a host alone is asked by https") {
  for (const auto& [text, url] : {
           std::pair{"https://lists.example.org", "https://lists.example.org/"},
           {"https://lists.example.org:8443/a/b/", "https://lists.example.org:8443/a/b/"},
           {"http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x/"},
           {"sqlgrey.example", "https://sqlgrey.example/"},
           {"sqlgrey.example/lists", "https://sqlgrey.example/lists/"},
       }) {
    CAPTURE(text);
    CHECK(parse_lists_address(text) == std::string(url));
  }
}

TEST_CASE("what is no such place is refused with what would be right") {
  for (const char* text :
       {"ftp://a.example", "file:///etc", "https://", "https:///x", "HTTPS://a.example", "",
        "https://a b.example", "https://user:word@a.example", "https://a.example/?q=", "/path",
        "https://a.example/#x", "https://a.example/\\x", "https://-a.example",
        "https://\xc3\xa4"}) {
    CAPTURE(text);
    const auto url = parse_lists_address(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().find("write https://lists.example.org/path") != std::string::npos);
  }
  CHECK(parse_lists_address("https://" + std::string(992, 'a')).has_value());
  CHECK_FALSE(parse_lists_address("https://" + std::string(993, 'a')).has_value());
}

TEST_CASE("an error never shows a password") {
  for (const auto& [text, said] :
       {std::pair{"https://user:geheim@a.example/x", "\"***@a.example/x\" is no place"},
        {"user:ge@heim@a.example", "\"***@a.example\" is no place"},
        {"https://a.example/x?token=geheim", "\"https://a.example/x?***\" is no place"}}) {
    const auto url = parse_lists_address(text);
    REQUIRE_FALSE(url.has_value());
    CHECK(url.error().starts_with(said));
    CHECK(url.error().find("heim") == std::string::npos);
  }
}
