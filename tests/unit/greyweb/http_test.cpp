// What comes from outside, taken apart: paths, queries, cookies, where to listen.
#include <doctest/doctest.h>

#include "greyweb/http/form.h"
#include "greyweb/http/http_request.h"
#include "greyweb/http/listen_address.h"

namespace greycache::web {

TEST_CASE("fields are decoded, and a wrong one spoils all") {
  const auto form = Form::parse("a=1+2&b=%C3%A4%3d&c&=x&a=2");
  REQUIRE(form);
  CHECK(form->value("a") == "1 2");
  CHECK(form->value("b") == "\u00e4=");
  CHECK(form->has("c"));
  CHECK(form->value("none").empty());
  for (const char* const text : {"a=%", "a=%4", "a=%zz", "a=%00", "a=%ff", "%=1"}) {
    CAPTURE(text);
    CHECK_FALSE(Form::parse(text));
  }
}

TEST_CASE("fields are bounded in number") {
  std::string text = "a=b";
  for (std::size_t i = 1; i < Form::kMostFields; ++i) text += "&a=b";
  CHECK(Form::parse(text));
  CHECK_FALSE(Form::parse(text + "&a=b"));
}

TEST_CASE("what is written as a query reads the same") {
  Form form;
  form.add("place", "a b&c=\"%\u00e4");
  const auto read = Form::parse(form.text());
  REQUIRE(read);
  CHECK(read->value("place") == "a b&c=\"%\u00e4");
}

TEST_CASE("a path is plain or none") {
  CHECK(plain_path("/lists/a.b_c-1?x=../..") == "/lists/a.b_c-1");
  for (const char* const path : {"", "x", "//evil", "/a//b", "/..", "/a/../b", "/.", "/%2e",
                                 "/a\\b", "/a b", "https://evil", "/\u00e4"}) {
    CAPTURE(path);
    CHECK(plain_path(path).empty());
  }
  CHECK(plain_path("/" + std::string(300, 'a')).empty());
}

TEST_CASE("a cookie that stands there twice with other values is none") {
  CHECK(cookie_value("a=1; greyweb=x; b=2", "greyweb") == "x");
  CHECK(cookie_value("greyweb=x; greyweb=x", "greyweb") == "x");
  CHECK(cookie_value("greyweb=x; greyweb=y", "greyweb").empty());
  CHECK(cookie_value("xgreyweb=x", "greyweb").empty());
  CHECK(cookie_value("", "greyweb").empty());
}

TEST_CASE("it listens where others of this host alone can reach it") {
  CHECK(parse_listen_at("unix:/run/x.sock")->path == "/run/x.sock");
  CHECK(parse_listen_at("127.0.0.1:8025")->inet.port == 8025);
  CHECK(parse_listen_at("[::1]:8025")->inet.address == "::1");
  for (const char* const text : {"", "8025", "0.0.0.0:80", "[::]:80", "192.0.2.1:80", "unix:x",
                                 "127.0.0.1", "127.0.0.1:x", "mail.example:80"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen_at(text));
  }
}

}  // namespace greycache::web
