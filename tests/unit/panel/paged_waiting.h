// Pages of what waits for one test: entries and a history put there, questions asked.
#pragma once

#include <doctest/doctest.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "greycache/panel/waiting_page.h"
#include "greycache/sqlite/sqlite_history.h"
#include "tests/contract/history_lines.h"
#include "tests/unit/sqlite/history_file.h"
#include "tests/unit/storage/held_store.h"
#include "tests/unit/temporary_directory.h"

namespace greycache::paged_waiting {

using nlohmann::json;

inline constexpr UnixTime kNow = 1'760'000'000;

inline Fact waiting(const std::string& src, const std::string& name, const std::string& rcpt,
                    UnixTime seen) {
  return {FactKind::connect, src, name, "x.example", rcpt, seen, seen};
}

// An attempt of alice's, who writes from below her organisation.
inline HistoryRow attempt_from_below(const std::string& outcome, UnixTime at) {
  HistoryRow row = robot(1, at);
  row.reference = "7K3M9QXA";
  row.outcome = outcome;
  row.sender = "alice@mail.x.example";
  row.recipient = "bob@y.example";
  row.src = "198.18.2";
  row.organisation = "pool.example";
  return row;
}

struct Paged {
  HeldStore store;
  std::shared_ptr<PolicySet> policy = std::make_shared<PolicySet>();
  std::shared_ptr<HistoryStore> history;

  Answer answer(const json& members, const std::string& domain = {}) {
    json question = {{"account", "a"}, {"role", "viewer"}, {"verb", "waiting"}};
    question.update(members);
    if (!domain.empty()) question["domain"] = domain;
    const auto asked = parse_question(question.dump());
    REQUIRE(asked.has_value());
    auto page = WaitingPage::of(*asked);
    if (!page) return tl::unexpected(page.error());
    page->set(policy, kNow, history);
    if (const auto read = page->read(store); !read) {
      return fault(Fault::Code::unavailable, read.error().message);
    }
    while (!page->look_ahead()) {
    }
    return page->answer();
  }

  // The senders of all pages.
  std::string senders(json members, const std::string& domain = {}) {
    std::string found;
    std::string place;
    for (int pages = 0; pages < 200; ++pages) {
      members["place"] = place;
      const auto page = answer(members, domain);
      REQUIRE(page.has_value());
      const json told = json::parse(page->object);
      for (const json& row : told["rows"]) {
        const auto sender = row["sender"].get<std::string>();
        found += sender.substr(0, sender.find('@')) + " ";
      }
      if (told["next"].is_null()) return found;
      place = told["next"];
    }
    FAIL("there is always another page");
    return found;
  }
};

}  // namespace greycache::paged_waiting
