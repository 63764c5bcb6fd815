// Objects that are valid whatever bytes their texts hold.
#include "common/json_object.h"

#include <doctest/doctest.h>

#include "common/utf8.h"

using namespace greycache;

TEST_CASE("members stand in their order, and what there is not is null") {
  JsonObject inner;
  inner.add_number("n", 7L).add_bool("yes", true);
  JsonObject object;
  object.add_text("a", "x\"y")
      .add_all(JsonObject())
      .add_all(inner)
      .add("list", json_list({"1", "2"}));
  object.add_text_or_null("none", "").add_number("nothing", std::optional<long>());
  CHECK(object.text() ==
        R"({"a":"x\"y","n":7,"yes":true,"list":[1,2],"none":null,"nothing":null})");
  CHECK(JsonObject().text() == "{}");
  CHECK(json_list({}) == "[]");
  CHECK(json_list_of_texts({"a", "\n"}) == R"(["a","\u000a"])");
}

TEST_CASE("each byte that is no UTF-8 is replaced") {
  for (int byte = 0x80; byte <= 0xff; ++byte) {
    JsonObject object;
    object.add_text("helo", std::string("a") + static_cast<char>(byte) + "b");
    CHECK(object.text() == R"({"helo":"a\ufffdb"})");
  }
}
