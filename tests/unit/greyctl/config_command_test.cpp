#include "greyctl/config_command.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/text.h"
#include "greycache/config/manual_page.h"
#include "greycache/config/settings_reader.h"
#include "greycache/config/settings_table.h"

using namespace greycache;

namespace {

Settings settings_of(const std::string& text) {
  return read_settings(text, "x").value().settings;
}

std::string said(const Settings& settings, const ConfigOptions& options) {
  const ConfigAnswer answer = config_answer(settings, options);
  CHECK(answer.wrong.empty());
  return answer.text;
}

}  // namespace

TEST_CASE("without names those settings are printed that differ from their default") {
  CHECK(said(Settings(), {}).empty());
  CHECK(said(settings_of("reconnect_delay = 5\nawl_age = 30\nprepend = no\n"), {}) ==
        "awl_age = 30d\nprepend = off\n");
}

TEST_CASE("what another line brings with it is told as it is in effect") {
  CHECK(said(settings_of("reject_first_attempt = immed\n"), {}) ==
        "reject_first_attempt = immed\nreject_early_reconnect = immed\n");
}

TEST_CASE("named settings are printed in the order of their names, also an empty one") {
  CHECK(said(settings_of("admin_mail =\n"), {.names = {"greymethod", "admin_mail"}}) ==
        "greymethod = organisation\nadmin_mail =\n");
}

TEST_CASE("defaults do not look at the file") {
  const Settings settings = settings_of("awl_age = 30\n");
  CHECK(said(settings, {.names = {"awl_age"}, .defaults = true}) == "awl_age = 60\n");
  const std::string all = said(settings, {.defaults = true});
  CHECK(static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n')) ==
        settings_table().size());
  CHECK(settings_of(all) == Settings());
}

TEST_CASE("passwords are never printed") {
  const Settings settings = settings_of(
      "redis = redis://u:geheim1@127.0.0.1/0\ndatabase = postgresql://u:geheim2@h/n?sslmode=off\n");
  for (const bool json : {false, true}) {
    const std::string text = said(settings, {.json = json});
    CHECK(text.find("geheim") == text.npos);
    CHECK(text.find("redis://u:***@127.0.0.1/0") != text.npos);
  }
  const Settings of_sqlgrey = settings_of("db_type = Pg\ndb_user = u\ndb_pass = geheim3\n");
  CHECK(said(of_sqlgrey, {.names = {"database"}}).find("geheim") == std::string::npos);
}

TEST_CASE("a setting is explained in the words of the manual") {
  const std::string text = said(Settings(), {.names = {"awl_age"}, .explain = true});
  CHECK(text ==
        "awl_age\n"
        "    How long a sender or domain stays auto-whitelisted after its last mail; 0\n"
        "    switches auto-whitelisting off.\n"
        "    Type: time in days. Default: 60. Bounds: 0s to 3660d. Reloadable.\n"
        "    SQLgrey: The same.\n");
  CHECK(said(Settings(), {.names = {"state_dir"}, .explain = true})
            .find("Takes effect at a restart.") != std::string::npos);
  const std::string all = said(Settings(), {.explain = true});
  for (const Setting& setting : settings_table()) {
    CAPTURE(setting.name);
    CHECK(("\n" + all).find("\n" + std::string(setting.name) + "\n    ") != std::string::npos);
  }
}

TEST_CASE("the JSON is a list of objects") {
  const auto values = nlohmann::json::parse(
      said(settings_of("log_ident = sqlgrey\n"), {.names = {"log_ident"}, .json = true}));
  CHECK(values.at(0).at("name") == "log_ident");
  CHECK(values.at(0).at("value") == "sqlgrey");
  const auto paragraphs = nlohmann::json::parse(
      said(Settings(), {.names = {"awl_age", "awl_cache"}, .explain = true, .json = true}));
  CHECK(paragraphs.at(0).at("bounds") == "0s to 3660d");
  CHECK(paragraphs.at(0).at("reloadable") == true);
  CHECK(paragraphs.at(1).at("sqlgrey").is_null());
  CHECK(said(Settings(), {.json = true}) == "[]\n");
}

TEST_CASE("another name of SQLgrey's stands for the setting, its other keys say what they are") {
  CHECK(said(Settings(), {.names = {"unix"}}) == "socket = /run/greycache/policy.sock\n");
  const ConfigAnswer answer = config_answer(Settings(), {.names = {"db_host", "user"}});
  REQUIRE(answer.wrong.size() == 2);
  CHECK(answer.wrong[0] == "db_host is a key of SQLgrey's and no setting. The host of database.");
  CHECK(answer.wrong[1].find("Ignored with a warning. The service manager") != std::string::npos);
}

TEST_CASE("a name that is no setting is told with the nearest, and the others are printed") {
  const ConfigAnswer answer =
      config_answer(Settings(), {.names = {"awl_agee", "loglevel", "\x1b[m"}});
  CHECK(answer.text == "loglevel = 2\n");
  REQUIRE(answer.wrong.size() == 2);
  CHECK(answer.wrong[0] == "there is no setting 'awl_agee'; did you mean awl_age?");
  CHECK(answer.wrong[1] == "there is no setting '\\x1b[m'; greyctl config --defaults lists all");
}
