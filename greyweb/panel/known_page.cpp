// Who passes at once, and forgetting that.
#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

constexpr int kRowsOfKnown = 80;  // of 600 bytes: a page is to have less than 60 kB

// Of a whole domain where no sender is named.
std::string known_sender(const Json& row) {
  const std::string sender = text_member(row, "sender");
  return sender.empty() ? "everybody@" + text_member(row, "sender_domain") : sender;
}

// An organisation's source looks like a sender's address, and would be forgotten as that.
Json forget_arguments(const Json& row) {
  Json arguments{{"subject", text_member(row, "src")}};
  if (!text_member(row, "organisation").empty()) arguments["source"] = true;
  return arguments;
}

Json known_of(const Visit& visit, const Json& row) {
  const std::string standing = text_member(row, "standing");
  const std::string src = text_member(row, "src");
  return {{"src", shown(src)},
          {"sender", shown(known_sender(row))},
          {"standing", shown(standing)},
          {"class", standing == "bad" ? "bad" : "good"},
          {"first_seen", moment(number_member(row, "first_seen"), visit.now)},
          {"last_seen", moment(number_member(row, "last_seen"), visit.now)},
          {"forget", confirm_button("Forget", {"forget", forget_arguments(row)})}};
}

}  // namespace

HttpResponse known_page(const Visit& visit) {
  const Form& query = visit.request.query;
  const auto answer = visit.ask("known", {{"filter", query.value("filter")},
                                          {"place", query.value("place")},
                                          {"limit", kRowsOfKnown}});
  if (!answer) return trouble_page(visit, answer.error());
  Json rows = Json::array();
  for (const Json& row : list_member(*answer, "rows")) rows.push_back(known_of(visit, row));
  const bool searched = !query.value("filter").empty();
  const std::string next = next_link(visit.request, *answer);
  std::string nothing = searched
                            ? "Nobody who is known has that in his name."
                            : "Nobody is known yet. Whoever comes back in time is, from then on.";
  if (!next.empty()) nothing = kNoneSoFar;
  return page(visit, "known", "Known",
              {{"filter", query.value("filter")},
               {"rows", rows},
               {"any", !rows.empty()},
               {"nothing", nothing},
               {"may_act", visit.may("forget", true)},
               {"next", next},
               {"back", here(visit.request)}});
}

}  // namespace greycache::web
