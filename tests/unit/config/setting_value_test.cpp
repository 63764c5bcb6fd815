// Values of settings: units, bounds, words.
#include "greycache/config/setting_value.h"

#include "read.h"

using namespace greycache;
using namespace greycache::test;
using namespace std::chrono_literals;

namespace {

std::string error_for(const std::string& name, const std::string& value) {
  Settings settings;
  return set_from_text(*find_setting(name), value, settings);
}

}  // namespace

TEST_CASE("SQLgrey's units hold where none is written") {
  const Settings settings = good(
                                "reconnect_delay = 3\nmax_connect_age = 12\nawl_age = 7\n"
                                "db_cleandelay = 600\n")
                                .settings;
  CHECK(settings.reconnect_delay == 3min);
  CHECK(settings.max_connect_age == 12h);
  CHECK(settings.awl_age == 24h * 7);
  CHECK(settings.db_cleandelay == 600s);
}

TEST_CASE("a written unit counts") {
  const Settings settings =
      good("reconnect_delay = 2s\nredis_timeout = 100ms\nawl_age = 36 h\n").settings;
  CHECK(settings.reconnect_delay == 2s);
  CHECK(settings.redis_timeout == 100ms);
  CHECK(settings.awl_age == 36h);
}

TEST_CASE("sizes take k, m and g") {
  CHECK(good("max_request = 32K").settings.max_request == 32768);
  CHECK(good("journal_max = 2g").settings.journal_max == std::size_t{2} << 30);
  CHECK(good("max_request = 4096").settings.max_request == 4096);
  CHECK(error_for("max_request", "64kb").find("is no size") != std::string::npos);
  CHECK(error_for("max_request", "-1") != "");
  CHECK(error_for("max_request", "k") != "");
  CHECK(error_for("journal_max", "18014398509481984k").find("out of bounds") != std::string::npos);
  for (const char* endless : {"99999999999999d", "99999d", "999999999999999999999999"}) {
    CHECK(error_for("reconnect_delay", endless).find("out of bounds; write ") != std::string::npos);
  }
}

TEST_CASE("switches mean what they say") {
  for (const char* on : {"on", "yes", "true", "1", "ON"}) {
    CHECK(good(std::string("discrimination = ") + on).settings.discrimination);
  }
  for (const char* off : {"off", "no", "false", "0", "No"}) {
    CHECK_FALSE(good(std::string("prepend = ") + off).settings.prepend);
  }
  CHECK(says(errors_of("discrimination = none"), "neither on nor off"));
}

TEST_CASE("a switch without a value is off, as in SQLgrey, with a warning") {
  const LoadedSettings loaded = good("prepend\n");
  CHECK_FALSE(loaded.settings.prepend);
  CHECK(says(loaded.warnings, "test.conf:1: prepend has no value and is read as off"));
}

TEST_CASE("words of a fixed choice") {
  const Settings settings = good(
                                "greymethod = classc\noptmethod = optin\nstorage = shared\n"
                                "durability = power\nin_doubt = greylist\nlog_format = json\n")
                                .settings;
  CHECK(settings.greymethod == GreyMethod::classc);
  CHECK(settings.optmethod == OptMethod::optin);
  CHECK(settings.storage == Storage::shared);
  CHECK(settings.durability == Durability::power);
  CHECK(settings.in_doubt == InDoubt::greylist);
  CHECK(settings.log_format == LogFormat::json);
  CHECK(says(errors_of("greymethod = class"), "write full, classc, smart or organisation"));
  CHECK(says(errors_of("reject_early_reconnect ="), "write delay or immed"));
}

TEST_CASE("a file mode is octal and lets the owner in") {
  CHECK(good("socket_mode = 0666").settings.socket_mode == 0666);
  CHECK(good("socket_mode = 600").settings.socket_mode == 0600);
  CHECK(error_for("socket_mode", "0577").find("0600 to 0777") != std::string::npos);
  CHECK(error_for("socket_mode", "01000") != "");
  CHECK(error_for("socket_mode", "668") != "");
}

TEST_CASE("every number's bounds are good, and the next beyond them is refused with the bounds") {
  int checked = 0;
  for (const Setting& setting : settings_table()) {
    const std::string bounds = bounds_in_words(setting);
    if (bounds.empty()) continue;
    ++checked;
    CAPTURE(setting.name);
    const std::size_t to = bounds.find(" to ");
    REQUIRE(to != bounds.npos);
    const bool is_span = std::holds_alternative<Milliseconds Settings::*>(setting.member);
    const bool is_mode = std::holds_alternative<unsigned Settings::*>(setting.member);
    Settings settings;
    CHECK(set_from_text(setting, bounds.substr(0, to), settings) == "");
    CHECK(set_from_text(setting, bounds.substr(to + 4), settings) == "");
    const std::string unit = is_span ? "ms" : "";
    const std::string beyond = is_mode ? "01000" : std::to_string(setting.most + 1) + unit;
    CHECK(set_from_text(setting, beyond, settings).find(bounds) != std::string::npos);
    if (setting.least == 0) continue;
    const std::string before = is_mode ? "0577" : std::to_string(setting.least - 1) + unit;
    CHECK(set_from_text(setting, before, settings).find(bounds) != std::string::npos);
  }
  CHECK(checked >= 19);
}

TEST_CASE("what is no number is refused with what would be right") {
  CHECK(error_for("reconnect_delay", "5 minutes").find("a number of minutes") != std::string::npos);
  CHECK(error_for("reconnect_delay", "") != "");
  CHECK(error_for("reconnect_delay", "-1") != "");
  CHECK(error_for("group_domain_level", "two").find("0 to 1000000") != std::string::npos);
  CHECK(error_for("group_domain_level", "2.5") != "");
  CHECK(error_for("loglevel", "O") != "");
}

TEST_CASE("texts are checked for what they are used for") {
  CHECK(error_for("state_dir", "var/lib") != "");
  CHECK(error_for("socket", "/" + std::string(106, 's')) == "");
  CHECK(error_for("socket", "/" + std::string(107, 's')).find("107") != std::string::npos);
  CHECK(error_for("socket", "") != "");
  CHECK(error_for("inet", "") == "");
  CHECK(error_for("inet", "mx1:2501") != "");
  CHECK(error_for("redis_prefix", "grey{1}") != "");
  CHECK(error_for("redis_prefix", "") != "");
  CHECK(error_for("admin_mail", "-oQ/tmp") != "");
  CHECK(error_for("admin_mail", "a@b; cmd") != "");
  CHECK(error_for("admin_mail", "") == "");
  CHECK(error_for("admin_mail", "mail-admin@example.org") == "");
  CHECK(error_for("log_ident", "a b") != "");
  CHECK(error_for("socket_group", "post fix") != "");
  CHECK(error_for("socket_group", "postfix") == "");
  CHECK(error_for("reply_url", "https://help.example/?ref=%r") == "");
  CHECK(error_for("reply_url", "https://help.example/%20").find("write %r") != std::string::npos);
}

TEST_CASE("a refused value leaves the setting as it was") {
  Settings settings;
  CHECK(set_from_text(*find_setting("reconnect_delay"), "999d", settings) != "");
  CHECK(settings == Settings());
}
