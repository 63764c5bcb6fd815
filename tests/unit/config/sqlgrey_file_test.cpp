// Files that were written for SQLgrey.
#include "greycache/config/sample_file.h"
#include "read.h"

using namespace greycache;
using namespace greycache::test;
using namespace std::chrono_literals;

TEST_CASE("the configuration of a recording of SQLgrey loads without a warning") {
  const LoadedSettings loaded = good(
      "reconnect_delay = 5\nmax_connect_age = 24\nawl_age = 60\ngroup_domain_level = 3\n"
      "greymethod = smart\noptmethod = optout\nprepend = 1\nreject_first_attempt = immed\n"
      "reject_code = 450\nconnect_src_throttle = 4\ndiscrimination = on\n"
      "discrimination_add_rulenr = on\nreject_early_reconnect = delay\n");
  CHECK(loaded.warnings.empty());
  CHECK(loaded.settings.group_domain_level == 3);
  CHECK(loaded.settings.optmethod == OptMethod::optout);
  CHECK(loaded.settings.discrimination_add_rulenr);
  CHECK(loaded.settings.reject_early_reconnect == RejectMethod::delay);
  CHECK(loaded.settings.connect_src_throttle == 4);
}

TEST_CASE("short windows load") {
  const Settings settings =
      good("reconnect_delay = 1\nmax_connect_age = 2\nawl_age = 3\n").settings;
  CHECK(settings.max_connect_age == 2h);
  CHECK(rules_of(settings).reconnect_delay_text == "1 minutes");
}

TEST_CASE("keys without meaning here are accepted with one warning each") {
  const LoadedSettings loaded = good(
      "user = sqlgrey\ngroup = sqlgrey\npidfile = /run/x\nclean_method = sync\n"
      "db_prepare_cache = 0\ndb_cluster = off\nread_hosts = a\nwhitelists_host = b.example\ninet = "
      "2501\n");
  CHECK(loaded.warnings.size() == 8);
  CHECK(loaded.settings.whitelists_host == "b.example");
  CHECK(says(loaded.warnings, "test.conf:1: user has no meaning here. The service manager"));
  CHECK(loaded.settings.inet == "2501");
}

TEST_CASE("a socket under SQLgrey's name for it is warned of, unless its mode or group is set") {
  CHECK(says(good("unix = /a/b\n").warnings, "test.conf:1: SQLgrey's socket has mode 0666"));
  for (const char* line : {"socket_mode = 0666\n", "socket_group = postfix\n"}) {
    CHECK(good(std::string("unix = /a/b\n") + line).warnings.empty());
  }
  CHECK(good("socket = /a/b\n").warnings.empty());
}

TEST_CASE("a file of SQLgrey that says not where to listen is warned of") {
  CHECK(says(good("user = sqlgrey\n").warnings, "write inet = 2501"));
  CHECK_FALSE(says(good("user = sqlgrey\nunix = /a\n").warnings, "write inet = 2501"));
  CHECK_FALSE(says(good("awl_age = 60\n").warnings, "write inet = 2501"));
}

TEST_CASE("a file that is SQLgrey's by its name or its comments is warned of, too") {
  const auto warns = [](const char* name, std::string_view text) {
    return says(read_settings(text, name)->warnings, "write inet = 2501");
  };
  CHECK(warns("/etc/sqlgrey/sqlgrey.conf", ""));
  CHECK(warns("sqlgrey.conf", "# all comments\n"));
  CHECK(warns("/etc/sqlgrey/other.conf", "awl_age = 60\n"));
  CHECK(warns("/etc/greycache/greycache.conf", "## Database settings\n# db_type = Pg\n"));
  CHECK_FALSE(warns("/etc/sqlgrey/sqlgrey.conf", "inet = 2501\n"));
  CHECK_FALSE(warns("/etc/greycache/greycache.conf", "#awl_age = 60\n# unix = /a\n# b\n"));
  CHECK_FALSE(warns("greycache.conf", sample_file()));
}

TEST_CASE("a file of SQLgrey without a greymethod means smart, and is told so") {
  for (const char* text : {"user = sqlgrey\n", "## Database settings\n# db_type = Pg\n"}) {
    const LoadedSettings loaded = good(text);
    CHECK(loaded.settings.greymethod == GreyMethod::smart);
    CHECK(says(loaded.warnings, "greymethod is not set"));
  }
  CHECK(read_settings("", "/etc/sqlgrey/sqlgrey.conf")->settings.greymethod == GreyMethod::smart);
}

TEST_CASE("a file that says its greymethod, or is not SQLgrey's, is taken at its word") {
  for (const char* text : {"user = sqlgrey\ngreymethod = organisation\n", "awl_age = 60\n", ""}) {
    const LoadedSettings loaded = good(text);
    CHECK(loaded.settings.greymethod == GreyMethod::organisation);
    CHECK_FALSE(says(loaded.warnings, "greymethod is not set"));
  }
  CHECK(good("user = sqlgrey\ngreymethod = classc\n").settings.greymethod == GreyMethod::classc);
}

TEST_CASE("errors hide no warnings") {
  const auto said = errors_of("db_type = mysql\nuser = sqlgrey\n");
  REQUIRE(said.size() == 4);
  CHECK(said[0].starts_with("test.conf:1: MySQL is not supported"));
  CHECK(says(said, "test.conf: warning: SQLgrey listens on localhost:2501"));
  CHECK(says(said, "test.conf:2: warning: user has no meaning here"));
}

TEST_CASE("a database that is not supported is a warning where our own settings say what counts") {
  for (const char* type : {"mysql", "Oracle"}) {
    const std::string db_type = std::string("db_type = ") + type + "\n";
    const LoadedSettings embedded = good(db_type + "storage = embedded\n");
    CHECK(embedded.settings.storage == Storage::embedded);
    CHECK(
        says(embedded.warnings, "that is not opened; storage = embedded (line 2) is what counts"));
    const LoadedSettings shared = good(db_type + "storage = shared\ndatabase = host=b\n");
    CHECK(shared.settings.database == "host=b");
    CHECK(says(shared.warnings, "that is not opened; database (line 3) is what counts"));
    CHECK(says(errors_of(db_type + "storage = shared\n"), "supported"));
    CHECK(says(errors_of(db_type + "database = host=b\n"), "supported"));
  }
}

TEST_CASE("a code that closes the connection is warned of") {
  CHECK(says(good("reject_code = 421 4.7.0\n").warnings,
             "test.conf:1: with reject_code 421 Postfix closes"));
  CHECK(good("reject_code = 450\n").warnings.empty());
}

TEST_CASE("Pg means the shared storage and its database") {
  const Settings settings = good(
                                "db_type = Pg\ndb_name = grey\ndb_host = 192.0.2.5\n"
                                "db_port = 5433\ndb_user = u\ndb_pass = it's\n")
                                .settings;
  CHECK(settings.storage == Storage::shared);
  CHECK(settings.database ==
        "dbname='grey' host='192.0.2.5' port='5433' user='u' password='it\\'s'");
}

TEST_CASE("SQLgrey's defaults fill the database where keys are missing") {
  CHECK(good("db_host = db1\ndb_port = default\n").settings.database ==
        "dbname='sqlgrey' host='db1' user='sqlgrey'");
  CHECK(good("db_host = db1\n").settings.storage == Storage::shared);
}

TEST_CASE("db_dsn overrides the other keys of the database") {
  const Settings settings =
      good("db_type = mysql\ndb_dsn = dbi:Pg:db=grey;host=db1;sslmode=require\n").settings;
  CHECK(settings.storage == Storage::shared);
  CHECK(settings.database == "dbname='grey' host='db1' sslmode='require' user='sqlgrey'");
  CHECK(good("db_dsn = DBI:SQLite:dbname=x.db").settings.storage == Storage::embedded);
  CHECK(says(errors_of("db_dsn = Pg:x"), "db_dsn is not understood"));
  CHECK(says(errors_of("db_dsn = dbi:Pg:grey"), "db_dsn is not understood"));
}

TEST_CASE("SQLite means the embedded storage, in a file of its own") {
  const LoadedSettings loaded =
      good("db_type = SQLite\ndb_name = sqlgrey.db\ninet = 2501\ngreymethod = smart\n");
  CHECK(loaded.settings.storage == Storage::embedded);
  CHECK(loaded.settings.database == Settings().database);
  REQUIRE(loaded.warnings.size() == 1);
  CHECK(says(loaded.warnings, "kept in a file of their own in state_dir"));
}

TEST_CASE("MySQL is an error that says what to do") {
  CHECK(says(errors_of("awl_age = 60\ndb_type = mysql\n"), "test.conf:2: MySQL is not supported"));
  CHECK(says(errors_of("db_type = Oracle\n"), "write Pg or SQLite"));
}

TEST_CASE("what is written with our own keys wins over SQLgrey's") {
  const LoadedSettings own = good("db_type = Pg\ndb_host = a\ndatabase = host=b\n");
  CHECK(own.settings.database == "host=b");
  CHECK(own.settings.storage == Storage::shared);
  CHECK(says(own.warnings, "database (line 3) is what counts"));
  const LoadedSettings embedded = good("storage = embedded\ndb_type = Pg\n");
  CHECK(embedded.settings.storage == Storage::embedded);
  CHECK(says(embedded.warnings, "storage = embedded (line 1) is what counts"));
  CHECK(good("storage = shared\ndb_type = SQLite\n").settings.storage == Storage::shared);
}
