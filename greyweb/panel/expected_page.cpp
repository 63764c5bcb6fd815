// What passes at its first attempt for a while, and taking that back.
#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

constexpr int kRowsOfExpected = 80;  // of 700 bytes: a page is to have less than 60 kB

// As it was made: by "never", which is for all recipients, or by "expect".
Question taking_back(const Json& row) {
  const std::string client = text_member(row, "client");
  const std::string sender = text_member(row, "sender");
  const std::string recipient = text_member(row, "recipient");
  if (!client.empty()) return {"never", {{"kind", "client"}, {"value", client}, {"remove", true}}};
  if (recipient.empty())
    return {"never", {{"kind", "sender"}, {"value", sender}, {"remove", true}}};
  return {"expect", {{"action", "remove"}, {"recipient", recipient}, {"sender", sender}}};
}

// Who only looks takes nothing back. Of what an operator made a customer is told no reason, and he
// cannot take it back.
bool may_take_back(const Visit& visit, const Json& row) {
  if (!visit.may("expect", true)) return false;
  return visit.account.domain.empty() || !text_member(row, "why").empty();
}

Json expected_of(const Visit& visit, const Json& row) {
  const std::string client = text_member(row, "client");
  const std::string sender = text_member(row, "sender");
  const Json taken_back =
      may_take_back(visit, row) ? confirm_button("Take it back", taking_back(row)) : Json();
  return {{"client", shown(client)},
          {"sender", client.empty() ? shown(sender, "anybody") : ""},
          {"recipient", shown(text_member(row, "recipient"), "everybody")},
          {"until", moment(number_member(row, "until"), visit.now)},
          {"why", shown_words(text_member(row, "why"))},
          {"take_back", taken_back}};
}

}  // namespace

HttpResponse expected_page(const Visit& visit) {
  const Form& query = visit.request.query;
  const auto answer = visit.ask("expect", {{"action", "list"},
                                           {"filter", query.value("filter")},
                                           {"place", query.value("place")},
                                           {"limit", kRowsOfExpected}});
  if (!answer) return trouble_page(visit, answer.error());
  Json rows = Json::array();
  for (const Json& row : list_member(*answer, "rows")) rows.push_back(expected_of(visit, row));
  const std::string next = next_link(visit.request, *answer);
  std::string nothing = query.value("filter").empty()
                            ? "Nothing is let through at the moment."
                            : "Nothing that is let through has that in it.";
  if (!next.empty()) nothing = kNoneSoFar;
  return page(visit, "expected", "Let through",
              {{"filter", query.value("filter")},
               {"rows", rows},
               {"any", !rows.empty()},
               {"may_act", visit.may("expect", true)},
               {"nothing", nothing},
               {"next", next},
               {"back", here(visit.request)}});
}

}  // namespace greycache::web
