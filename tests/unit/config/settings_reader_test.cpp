// Whole configuration files: errors, warnings, what holds between settings.
#include "greycache/config/settings_reader.h"

#include "read.h"

using namespace greycache;
using namespace greycache::test;
using namespace std::chrono_literals;

TEST_CASE("an empty file gives the defaults") {
  const LoadedSettings loaded = good("");
  CHECK(loaded.settings == Settings());
  CHECK(loaded.warnings.empty());
  CHECK(loaded.settings.reconnect_delay == 5min);
  CHECK(loaded.settings.storage == Storage::embedded);
  CHECK(loaded.settings.socket == "/run/greycache/policy.sock");
  CHECK(loaded.settings.inet.empty());
}

TEST_CASE("all errors are told, each with its line") {
  const auto errors = errors_of("reconnect_delay = soon\n\nreconect_delay = 5\nprepend = maybe\n");
  CHECK(errors.size() == 3);
  CHECK(says(errors, "test.conf:1: reconnect_delay: \"soon\" is no span of time"));
  CHECK(says(errors,
             "test.conf:3: there is no setting \"reconect_delay\"; did you mean "
             "reconnect_delay?"));
  CHECK(says(errors, "test.conf:4: prepend:"));
}

TEST_CASE("errors come in the order of the lines") {
  const auto errors = errors_of("zzz = 1\nawl_age = x\ndb_type = mysql\nprepend = maybe\n");
  REQUIRE(errors.size() == 6);
  CHECK(errors[4].starts_with("test.conf: warning: "));
  CHECK(errors[5].starts_with("test.conf: warning: "));
  for (std::size_t i = 0; i < 4; ++i) {
    CHECK(errors[i].starts_with("test.conf:" + std::to_string(i + 1) + ": "));
  }
}

TEST_CASE("an empty log_ident is the default") {
  CHECK(good("log_ident =\n").settings.log_ident == "greycache");
  CHECK(good("log_ident = sqlgrey\n").settings.log_ident == "sqlgrey");
}

TEST_CASE("a link that no reply would show is an error that names the line") {
  CHECK(good("reply_url = https://help.example/?ref=%r\n").settings.reply_url ==
        "https://help.example/?ref=%r");
  CHECK(says(errors_of("reply_url = https://help.example/%r\nreply_reference = off\n"),
             "test.conf:2: reply_url is set, but reply_reference is off"));
  CHECK(says(errors_of("\nreply_url = https://help.example/%d\n"),
             "test.conf:2: reply_url: \"%d\" stands for nothing; write %r for the reference"));
}

TEST_CASE("keys are case-sensitive; what is near nothing is sent to the manual") {
  CHECK(says(errors_of("Awl_age = 60"), "did you mean awl_age?"));
  CHECK(says(errors_of("colour = grey"), "see greycache.conf(5)"));
  CHECK(says(errors_of("= 5"), "there is no key"));
}

TEST_CASE("of repeated keys the last counts, with a warning that names both lines") {
  const LoadedSettings loaded = good("awl_age = 30\n\nawl_age = 40\n");
  CHECK(loaded.settings.awl_age == 24h * 40);
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(loaded.warnings[0] == "test.conf:3: awl_age is set in line 1, too; line 3 is what counts");
}

TEST_CASE("a wrong value that a later line replaces is no error") {
  CHECK(good("awl_age = x\nawl_age = 40\n").settings.awl_age == 24h * 40);
}

TEST_CASE("unix is another name of socket") {
  CHECK(good("unix = /run/sqlgrey.sock").settings.socket == "/run/sqlgrey.sock");
  const LoadedSettings both = good("unix = /a\nsocket = /b\n");
  CHECK(both.settings.socket == "/b");
  CHECK(both.warnings.size() == 1);
}

TEST_CASE("reject_early_reconnect follows reject_first_attempt where it is not set") {
  CHECK(good("reject_first_attempt = immed").settings.reject_early_reconnect ==
        RejectMethod::immed);
  CHECK(good("reject_early_reconnect = delay\nreject_first_attempt = immed")
            .settings.reject_early_reconnect == RejectMethod::delay);
}

TEST_CASE("a retry must be able to pass") {
  CHECK(says(errors_of("reconnect_delay = 60\nmax_connect_age = 1\n"),
             "test.conf:2: max_connect_age (1h) must be longer than reconnect_delay (1h)"));
  CHECK(good("reconnect_delay = 59\nmax_connect_age = 1\n").warnings.empty());
}

TEST_CASE("auto-whitelist entries in use are renewed before they expire") {
  CHECK(good("awl_age = 1h").settings.awl_refresh == 30min);
  CHECK(good("awl_age = 0").settings.awl_refresh == 0s);
  CHECK(good("awl_age = 2h\nawl_refresh = 1h").settings.awl_refresh == 1h);
  CHECK(says(errors_of("awl_age = 1h\nawl_refresh = 31m"), "at most half of awl_age"));
}

TEST_CASE("doubtful settings are warned of") {
  CHECK(says(good("reject_code = 550").warnings, "refuses mail for good"));
  CHECK(says(good("idle_timeout = 999s").warnings, "shorter than Postfix keeps a connection"));
  CHECK(good("idle_timeout = 1000s").warnings.empty());
  CHECK(says(good("storage = shared\nredis_timeout = 1s").warnings, "should be shorter"));
  CHECK(says(good("redis_prefix = a#b").warnings, "what follows \"#\" is a comment"));
}

TEST_CASE("two passwords for Redis are refused") {
  CHECK(says(errors_of("redis = redis://:geheim@127.0.0.1/0\nredis_password_file = /etc/secret"),
             "keep one"));
}

TEST_CASE("what says how to encrypt Redis is refused where Redis is not encrypted") {
  const std::string plain = "storage = shared\nredis = redis://127.0.0.1/0\n";
  const std::string by_tls = "storage = shared\nredis = rediss://127.0.0.1/0\n";
  for (const std::string line : {"redis_ca_file = /etc/ca.crt", "redis_tls_name = redis.example"}) {
    CAPTURE(line);
    CHECK(says(errors_of(plain + line), "redis is not by TLS"));
    CHECK(good(by_tls + line).warnings.empty());
  }
  CHECK(says(errors_of(by_tls + "redis_cert_file = /etc/mx1.crt"), "set both or none"));
  CHECK(says(errors_of(by_tls + "redis_key_file = /etc/mx1.key"), "set both or none"));
  good(by_tls + "redis_cert_file = /etc/mx1.crt\nredis_key_file = /etc/mx1.key");
  CHECK(says(errors_of(by_tls + "redis_tls_name = a/b"), "cannot be in a certificate"));
  const std::string wrong = "storage = shared\nredis = rediss://redis.example/0\n";
  CHECK(errors_of(wrong + "redis_ca_file = /etc/ca.crt").size() == 1);
}

TEST_CASE("messages hold no control characters and no passwords") {
  const auto errors = errors_of(
      "a\x1b[31m = 1\nredis = redis://:geheim@x/0\ndatabase = postgresql://u:ab/geheim@h/g\n"
      "database_password_file = geheim\nredis_password_file = geheim\n"
      "whitelists_host = https://u:geheim@lists.example\n");
  CHECK_FALSE(says(errors, "\x1b"));
  CHECK_FALSE(says(errors, "geheim"));
  CHECK(errors.size() == 6);
}

TEST_CASE("a file with NUL bytes is refused") {
  CHECK(says(errors_of(std::string_view("prepend = 1\0", 12)), "NUL"));
}
