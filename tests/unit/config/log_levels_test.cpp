// loglevel and log_override.
#include "greycache/config/log_levels.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("every type has the level of loglevel where nothing overrides it") {
  const LogLevels levels = parse_log_override("", 2).value();
  CHECK(levels.logs(LogType::grey, 2));
  CHECK_FALSE(levels.logs(LogType::grey, 3));
  CHECK(levels.logs(LogType::other, 0));
}

TEST_CASE("an override holds for its type only, blanks do not count") {
  const LogLevels levels = parse_log_override(" grey : 4 , conf:1", 2).value();
  CHECK(levels.logs(LogType::grey, 4));
  CHECK_FALSE(levels.logs(LogType::conf, 2));
  CHECK(levels.logs(LogType::spam, 2));
}

TEST_CASE("level 0 of an override silences a type completely") {
  CHECK_FALSE(parse_log_override("spam:0", 2).value().logs(LogType::spam, 0));
  CHECK(parse_log_override("", 0).value().logs(LogType::spam, 0));
}

TEST_CASE("wrong overrides are refused with what would be right") {
  for (const std::string text :
       {"grey", "grey:5", "grey:-1", "grey:O", "grey:", "gray:2", "grey:2,", "grey:22"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_log_override(text, 2));
  }
  CHECK(parse_log_override("gray:2", 2).error().find("did you mean grey?") != std::string::npos);
}

TEST_CASE("types have the names that stand in front of messages") {
  CHECK(log_type_name(LogType::grey) == "grey");
  CHECK(log_type_name(LogType::martians) == "martians");
  CHECK(log_type_name(LogType::other) == "other");
}
