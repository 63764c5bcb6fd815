// What is advised, and that it may be pasted.
#include "greycache/control/advice.h"

#include <doctest/doctest.h>

using namespace greycache;

namespace {

WaitedMail mail(const char* name, const char* address, Became became = Became::waits) {
  HistoryRow row;
  row.client_name = name;
  row.client_address = address;
  row.reference = "7K3M9QXA";
  row.sender = "alice@x.example";
  row.recipient = "bob@y.example";
  return {{row}, became};
}

std::string all(const WaitedMail& waited) {
  std::string text;
  for (const std::string& line : advice(waited, "/etc/greycache")) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("a client with a verified name is whitelisted by it, another by its address") {
  CHECK(all(mail("mail.x.example", "192.0.2.1"))
            .find("echo mail.x.example >> '/etc/greycache/clients_fqdn_whitelist.local'") !=
        std::string::npos);
  CHECK(all(mail("unknown", "192.0.2.1"))
            .find("echo 192.0.2.1 >> '/etc/greycache/clients_ip_whitelist.local'") !=
        std::string::npos);
}

TEST_CASE("what waits can be released by its reference, and its sender be expected") {
  const std::string text = all(mail("unknown", "192.0.2.1"));
  CHECK(text.find("greyctl release 7K3M9QXA\n") != std::string::npos);
  CHECK(text.find("greyctl expect 'bob@y.example' --from 'alice@x.example' --for 1h\n") !=
        std::string::npos);
  const std::string over = all(mail("unknown", "192.0.2.1", Became::never));
  CHECK(over.find("release") == std::string::npos);
}

TEST_CASE("a name that a shell or a list would take for something else is not pasted") {
  for (const char* name : {"x;reboot.example", "$(reboot).example", "-n.example", "*.example",
                           "a%20b.example", "a/b.example"}) {
    const std::string text = all(mail(name, "192.0.2.1"));
    CHECK(text.find("echo 192.0.2.1 ") != std::string::npos);
    CHECK(text.find("reboot") == std::string::npos);
  }
  CHECK(all(mail("unknown", "$(reboot)")).find("reboot") == std::string::npos);
}

TEST_CASE("about a mail that passed nothing need be done") {
  CHECK(all(mail("mail.x.example", "192.0.2.1", Became::passed)).empty());
  CHECK(all(mail("mail.x.example", "192.0.2.1", Became::known)).empty());
}

TEST_CASE("a word of a shell holds whatever it quotes, and nothing that cannot be shown") {
  CHECK(shell_word("a b$c`d") == "'a b$c`d'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("a\x1b[2J") == "");
  CHECK(shell_word("a\nb") == "");
  CHECK(shell_word("m\xc3\xbcller") == "");
}
