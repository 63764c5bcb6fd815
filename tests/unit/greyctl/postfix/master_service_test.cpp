// Lines of master.cf as `postconf -M` of Postfix 3.7 prints them.
#include "greyctl/postfix/master_service.h"

#include <doctest/doctest.h>

namespace greycache {

namespace {

MasterService parsed(std::string_view line) {
  const auto service = parse_master_service(line);
  REQUIRE(service);
  return *service;
}

}  // namespace

TEST_CASE("columns that say nothing count as Postfix takes them") {
  const auto smtp = parsed("smtp       inet  n       -       -       -       -       smtpd");
  CHECK(smtp.key() == "smtp/inet");
  CHECK(smtp.unprivileged);
  CHECK_FALSE(smtp.chrooted);
  CHECK(smtp.command == "smtpd");
  CHECK(smtp.most_processes(100) == 100);
  CHECK(smtp.program().empty());
  CHECK(parsed("smtp inet n n y - 0 smtpd").most_processes(100) == 0);
  CHECK(parsed("smtp inet n n y - 7 smtpd").chrooted);
  CHECK_FALSE(parsed("smtp inet n n y - 7 smtpd").unprivileged);
}

TEST_CASE("arguments of spawn and pipe") {
  const auto helper = parsed(
      "greypolicy unix  -       n       n       -       0       spawn user=greycache:mail "
      "argv=/usr/libexec/greycache/policy-helper --socket /run/x user=y");
  CHECK(helper.argument("user") == "greycache:mail");
  CHECK_FALSE(helper.argument("flags"));
  CHECK(helper.program() == std::vector<std::string>{"/usr/libexec/greycache/policy-helper",
                                                     "--socket", "/run/x", "user=y"});
}

TEST_CASE("a line with less than eight fields is no service") {
  CHECK_FALSE(parse_master_service(""));
  CHECK_FALSE(parse_master_service("smtp inet n - - - -"));
}

}  // namespace greycache
