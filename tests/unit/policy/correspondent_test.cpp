// Under which source it stands whom the own users write to, and who teaches what.
#include "greycache/policy/correspondent.h"

#include <doctest/doctest.h>

#include "greycache/policy/ages.h"
#include "greycache/policy/correspondent_lessons.h"
#include "greycache/policy/own_user.h"
#include "greycache/policy/sound_fact.h"

namespace greycache::correspondent_test {

namespace {

constexpr UnixTime kNow = 1'760'000'000;

std::string source_of(std::string_view user, std::string_view remote) {
  const auto keys = correspondent_keys(user, remote);
  return keys ? keys->src + " " + keys->awl_name + "@" + keys->sender_domain : "";
}

Keys keys_for(const std::string& remote) {
  return correspondent_keys("anna@here.example", remote).value();
}

}  // namespace

TEST_CASE("a user's correspondents stand in a source of its own, in lower case") {
  CHECK(source_of("Anna@Here.Example", "Bob@Shop.example") ==
        "to:anna@here.example bob@shop.example");
  CHECK(holds_correspondents("to:anna@here.example"));
  CHECK(holds_correspondents("to:@shop.example"));
  for (const char* src :
       {"192.0.2", "2001:db8::/64", "outlook.com@shop.example", "to:", "to:a", ""}) {
    CAPTURE(src);
    CHECK_FALSE(holds_correspondents(src));
  }
}

TEST_CASE("the mail and its answer have the same keys, whatever stamp or extension they carry") {
  const std::string plain = source_of("anna@here.example", "bob@shop.example");
  CHECK(source_of("anna+news@here.example", "bob@shop.example") == plain);
  CHECK(source_of("anna@here.example", "bob+anna@shop.example") == plain);
  CHECK(source_of("+anna@here.example", "bob@shop.example") ==
        "to:+anna@here.example bob@shop.example");
  CHECK(source_of("a+b+c@here.example", "bob@shop.example") ==
        "to:a@here.example bob@shop.example");
}

TEST_CASE("a dot at the end of a domain changes nothing") {
  const std::string plain = source_of("anna@here.example", "bob@shop.example");
  CHECK(source_of("anna@here.example.", "bob@shop.example") == plain);
  CHECK(source_of("anna@here.example", "bob@Shop.example.") == plain);
  CHECK(source_of("anna@here.example", "carl@here.example.").empty());
  CHECK(source_of("anna@here.example.", "carl@mail.here.example").empty());
  CHECK(source_of("anna@here.example", "bob@.").empty());
  CHECK(domain_of_address("bob@Shop.example.") == "shop.example");
}

TEST_CASE("whose limit it is does not depend on how he writes himself") {
  const auto teacher = [](const std::string& login, const std::string& sender) {
    const std::string text = "sasl_username=" + login + "\nsender=" + sender + "\n";
    PolicyRequest request;
    request.parse(text);
    return teacher_of(request);
  };
  CHECK(teacher("Anna", "x@here.example") == "anna");
  CHECK(teacher("anna+x@Here.example.", "x@here.example") == "anna@here.example");
  CHECK(teacher("", "Anna+news@here.example") == "anna@here.example");
  CHECK(teacher("anna+x", "") == "anna");
}

TEST_CASE("no keys where one of both is no address") {
  for (const char* odd : {"", "bob", "@", "bob@", "<>"}) {
    CAPTURE(odd);
    CHECK(source_of("anna@here.example", odd).empty());
    CHECK(source_of(odd, "bob@shop.example").empty());
  }
}

TEST_CASE("nobody is a correspondent of his own domain, which robots forge first") {
  CHECK(source_of("anna@here.example", "carl@here.example").empty());
  CHECK(source_of("anna@here.example", "carl@mail.here.example").empty());
  CHECK(source_of("anna@mail.here.example", "carl@HERE.example").empty());
  CHECK_FALSE(source_of("anna@here.example", "carl@where.example").empty());
}

TEST_CASE("for the whole site an organisation is one entry") {
  const auto keys = correspondent_keys_of_site("here.example", "shop.example");
  REQUIRE(keys.has_value());
  CHECK(keys->src == "to:@shop.example");
  CHECK(correspondent_fact(*keys, 7) ==
        Fact{FactKind::correspondent, "to:@shop.example", "%", "shop.example", "", 7, 7});
  CHECK_FALSE(correspondent_keys_of_site("here.example", "here.example").has_value());
  CHECK_FALSE(correspondent_keys_of_site("", "shop.example").has_value());
  CHECK_FALSE(correspondent_keys_of_site("here.example", "").has_value());
}

TEST_CASE("whatever addresses hold, what they teach can be stored") {
  for (const std::string& odd :
       {std::string(2000, 'a') + "@x.example", "a@" + std::string(2000, 'b'),
        std::string("a b\"{}\xff@x y.example"), std::string("a@b@c.example")}) {
    for (const auto& keys : {correspondent_keys("anna@here.example", odd),
                             correspondent_keys(odd, "bob@shop.example")}) {
      if (keys) CHECK(is_sound(correspondent_fact(*keys, kNow)));
    }
  }
}

TEST_CASE("an entry counts until correspondent_age after the user's last mail") {
  KnownEntries known;
  Rules rules;
  rules.correspondent_age = 100;
  CHECK_FALSE(passes_as_correspondent(known, cutoffs_at(rules, kNow)));
  known.correspondent = Seen(1, kNow - 99);
  CHECK(passes_as_correspondent(known, cutoffs_at(rules, kNow)));
  CHECK_FALSE(passes_as_correspondent(known, cutoffs_at(rules, kNow + 1)));
}

TEST_CASE("a lesson is given once, and again when it is old") {
  CorrespondentLessons lessons;
  const Rules rules;
  const Keys bob = keys_for("bob@shop.example");
  CHECK(lessons.learn(rules, bob, "anna", kNow) == correspondent_fact(bob, kNow));
  CHECK_FALSE(lessons.learn(rules, bob, "anna", kNow + rules.awl_refresh - 1).has_value());
  CHECK(lessons.learn(rules, bob, "anna", kNow + rules.awl_refresh).has_value());
  CHECK(lessons.learn(rules, bob, "anna", kNow).has_value());
  CHECK(lessons.refused() == 0);
}

TEST_CASE("whoever writes to many new addresses in an hour teaches so many of them and no more") {
  CorrespondentLessons lessons;
  Rules rules;
  rules.correspondent_limit = 3;
  const auto learns = [&](int number, const char* teacher, UnixTime now) {
    const Keys keys = keys_for("bob" + std::to_string(number) + "@shop.example");
    return lessons.learn(rules, keys, teacher, now).has_value();
  };
  for (int i = 0; i < 3; ++i) CHECK(learns(i, "anna", kNow + i));
  CHECK_FALSE(learns(3, "anna", kNow + 3599));
  CHECK(lessons.refused() == 1);
  CHECK(learns(4, "bert", kNow + 3599));
  // One that is known is no new one.
  CHECK(learns(0, "anna", kNow + rules.awl_refresh - 1 + 1));
  CHECK(learns(3, "anna", kNow + 3600));
  rules.correspondent_limit = 0;
  CHECK_FALSE(learns(9, "carl", kNow));
}

TEST_CASE("all teachers together have a limit, too") {
  CorrespondentLessons lessons;
  const Rules rules;
  std::int64_t learned = 0;
  for (std::int64_t i = 0; i < CorrespondentLessons::kMostAnHour + 10; ++i) {
    const std::string number = std::to_string(i);
    const Keys keys = keys_for("bob" + number + "@shop.example");
    learned += lessons.learn(rules, keys, "t" + number, kNow) ? 1 : 0;
  }
  CHECK(learned == CorrespondentLessons::kMostAnHour);
}

}  // namespace greycache::correspondent_test
