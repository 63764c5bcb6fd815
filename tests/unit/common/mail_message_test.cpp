#include "common/mail_message.h"

#include <doctest/doctest.h>

using namespace greycache;

TEST_CASE("a message has all its headers, and no text can add one") {
  const std::string text = mail_message({"Redis\nBcc: x is lost", "body \xc3\xa4\n"}, "mx1.example",
                                        "root@example.org", 1'760'000'000);
  CHECK(text ==
        "From: Greycache <greycache@mx1.example>\n"
        "To: root@example.org\n"
        "Subject: Greycache on mx1.example: Redis\\x0aBcc: x is lost\n"
        "Date: Thu, 09 Oct 2025 08:53:20 +0000\n"
        "Auto-Submitted: auto-generated\n"
        "MIME-Version: 1.0\n"
        "Content-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n"
        "\n"
        "body \xc3\xa4\n");
}
