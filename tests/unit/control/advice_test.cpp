// What is advised, and that it may be pasted.
#include "greycache/control/advice.h"

#include <doctest/doctest.h>

#include "greycache/policy/keys.h"

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
  for (const std::string& line : advice(waited)) text += line + "\n";
  return text;
}

}  // namespace

TEST_CASE("a client with a verified name is whitelisted by it, another by its address") {
  CHECK(all(mail("mail.x.example", "192.0.2.1")).find("greyctl allow mail.x.example\n") !=
        std::string::npos);
  CHECK(all(mail("unknown", "192.0.2.1")).find("greyctl allow 192.0.2.1\n") != std::string::npos);
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
    CHECK(text.find("greyctl allow 192.0.2.1\n") != std::string::npos);
    CHECK(text.find("reboot") == std::string::npos);
  }
  CHECK(all(mail("unknown", "$(reboot)")).find("reboot") == std::string::npos);
}

TEST_CASE("about a mail that passed nothing need be done") {
  CHECK(all(mail("mail.x.example", "192.0.2.1", Became::passed)).empty());
  CHECK(all(mail("mail.x.example", "192.0.2.1", Became::known)).empty());
}

TEST_CASE("what greyctl would refuse is not advised") {
  WaitedMail waited = mail("mail.x.example", "192.0.2.1");
  HistoryRow& row = waited.attempts.front();
  for (const char* sender :
       {"a%20b@x.example", "%22a@x.example", "a,b@x.example", "alice", "alice@", "alice@x..example",
        "@x.example", "a%FF@x.example", "a%E2%80%AE@x.example"}) {
    row.sender = sender;
    CAPTURE(sender);
    CHECK(all(waited).find("expect") == std::string::npos);
    row.sender = "alice@x.example";
    row.recipient = sender;
    CHECK(all(waited).find("expect") == std::string::npos);
    row.recipient = "bob@y.example";
  }
  row.sender = std::string(300, 'a') + "@x.example";
  make_key_part(row.sender, kHistoryNameLimit);
  CHECK(all(waited).find("expect") == std::string::npos);
  CHECK(all(waited).find("release") == std::string::npos);
}

TEST_CASE("a reference is advised where its mail can be released") {
  WaitedMail waited = mail("mail.x.example", "192.0.2.1");
  HistoryRow& row = waited.attempts.front();
  for (const char* sender : {"", "a%20b@x.example", "alice", "m%C3%BCller@x.example"}) {
    row.sender = sender;
    CHECK(all(waited).find("greyctl release 7K3M9QXA\n") != std::string::npos);
  }
  for (const char* sender : {"@x.example", "a%FF@x.example", "<>"}) {
    row.sender = sender;
    CHECK(all(waited).find("release") == std::string::npos);
  }
  row.sender = "alice@x.example";
  row.recipient = "";
  CHECK(all(waited).find("release") == std::string::npos);
}

TEST_CASE("a sender is advised as a shell and greyctl take it") {
  WaitedMail waited = mail("mail.x.example", "192.0.2.1");
  HistoryRow& row = waited.attempts.front();
  const auto says = [&](const char* line) { return all(waited).find(line) != std::string::npos; };
  row.sender = "";
  CHECK(says("greyctl expect 'bob@y.example' --from '<>' --for 1h\n"));
  row.sender = "o'neil$(x)@x.example";
  CHECK(says("greyctl expect 'bob@y.example' --from 'o'\\''neil$(x)@x.example' --for 1h\n"));
  row.sender = "-c@x.example";
  CHECK(says("greyctl expect 'bob@y.example' --from='-c@x.example' --for 1h\n"));
  row.sender = "m%C3%BCller@x.example";
  row.recipient = "-bob@y.example";
  CHECK(says("greyctl expect --from 'm\xc3\xbcller@x.example' --for 1h -- '-bob@y.example'\n"));
}

TEST_CASE("a word of a shell holds whatever it quotes, and nothing that cannot be shown") {
  CHECK(shell_word("a b$c`d") == "'a b$c`d'");
  CHECK(shell_word("it's") == "'it'\\''s'");
  CHECK(shell_word("a\x1b[2J") == "");
  CHECK(shell_word("a\nb") == "");
  CHECK(shell_word("m\xc3\xbcller") == "'m\xc3\xbcller'");
  CHECK(shell_word("a\xe2\x80\xae") == "");
  CHECK(shell_word("a\xff") == "");
}
