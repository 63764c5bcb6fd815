// The stories of mail, each as a time line.
#include <fmt/format.h>

#include <array>

#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

struct State {
  std::string_view became;
  std::string_view word;
  std::string_view css_class;
};
constexpr std::array kStates{State{"passed", "passed", "good"}, State{"waits", "waits", "warn"},
                             State{"known", "its sender is known since", "good"},
                             State{"never", "never came back", "bad"},
                             State{"throttled", "was not remembered", "bad"}};

State state_of(const Json& story) {
  const std::string became = text_member(story, "became");
  for (const State& state : kStates) {
    if (state.became == became) return state;
  }
  return {"", "not known", ""};
}

constexpr std::array<std::string_view, 3> kDeferred{"new", "early", "throttled"};

std::string_view class_of(const Json& attempt) {
  const std::string outcome = text_member(attempt, "outcome");
  for (const std::string_view deferred : kDeferred) {
    if (outcome == deferred) return "warn";
  }
  return "good";
}

// The page that says the same stands in the menu.
std::string why_of(const Json& attempt) {
  constexpr std::string_view kByCommand = " (greyctl expect --list)";
  std::string why = text_member(attempt, "why");
  const std::size_t at = why.find(kByCommand);
  if (at != std::string::npos) why.replace(at, kByCommand.size(), ": see Let through");
  return shown_sentence(why);
}

Json attempts_of(const Visit& visit, const Json& story) {
  Json attempts = Json::array();
  std::string before;
  for (const Json& attempt : list_member(story, "attempts")) {
    const std::string client = text_member(attempt, "client_address");
    attempts.push_back({{"class", class_of(attempt)},
                        {"at", moment(number_member(attempt, "at"), visit.now)},
                        {"mx", shown(text_member(attempt, "mx"), "?")},
                        {"from", client == before || before.empty() ? "" : shown(client)},
                        {"why", why_of(attempt)}});
    before = client;
  }
  return attempts;
}

Json ending_of(const Visit& visit, const Json& story) {
  if (text_member(story, "became") != "waits") return nullptr;
  const auto from = number_member(story, "passes_from");
  const auto until = number_member(story, "passes_until");
  if (!from || !until) return nullptr;
  const std::string when = *from <= visit.now ? "now" : "after " + zoned_text(*from);
  return {{"class", "warn"},
          {"text", fmt::format("A retry passes {}, until {}.", when, zoned_text(*until))}};
}

Json actions_of(const Visit& visit, const Json& story) {
  Json actions = Json::array();
  const std::string reference = text_member(story, "reference");
  if (!visit.may("release", true) || reference.empty()) return actions;
  if (text_member(story, "became") != "waits") return actions;
  actions.push_back(
      confirm_button("Let it through", {"release", {{"reference", reference}}}, "main"));
  return actions;
}

Json advice_of(const Json& story) {
  Json advice = Json::array();
  for (const Json& line : list_member(story, "advice")) {
    if (line.is_string()) advice.push_back(shown_sentence(line.get<std::string>()));
  }
  return advice;
}

Json story_of(const Visit& visit, const Json& story) {
  const Json& attempts = list_member(story, "attempts");
  const Json first = attempts.empty() ? Json::object() : attempts[0];
  const State state = state_of(story);
  const Json actions = actions_of(visit, story);
  return {{"sender", shown(text_member(first, "sender"), "<>")},
          {"recipient", shown(text_member(first, "recipient"), "?")},
          {"state", state.word},
          {"class", state.css_class},
          {"reference", shown(text_member(story, "reference"))},
          {"client", shown(text_member(first, "client_address"), "?")},
          {"client_name", shown(text_member(first, "client_name"))},
          {"helo", shown(text_member(first, "helo_name"))},
          {"src", shown(text_member(first, "src"), "?")},
          {"organisation", shown(text_member(first, "organisation"))},
          {"standing", text_member(first, "standing") == "bad" ? "bad" : "good"},
          {"attempts", attempts_of(visit, story)},
          {"ending", ending_of(visit, story)},
          {"advice", advice_of(story)},
          {"acts", !actions.empty()},
          {"actions", actions}};
}

}  // namespace

HttpResponse why_page(const Visit& visit) {
  const Form& query = visit.request.query;
  const std::string& subject = query.value("subject");
  const std::string since = one_of(query, "since", {"604800", "3600", "86400", "2592000"});
  Json view = {
      {"subject", subject},
      {"sinces",
       choices(
           {{"3600", "an hour"}, {"86400", "a day"}, {"604800", "a week"}, {"2592000", "30 days"}},
           since)},
      {"asked", !subject.empty()},
      {"stories", Json::array()},
      {"trouble", ""},
      {"back", here(visit.request)}};
  if (subject.empty()) return page(visit, "why", "Why did it wait?", view);
  const auto answer = visit.ask("why", {{"subject", subject}, {"since", std::stoll(since)}});
  if (!answer && answer.error().code != "wrong") return trouble_page(visit, answer.error());
  if (!answer) {
    view["trouble"] = shown_sentence(answer.error().sentence);
    view["asked"] = false;
    return page(visit, "why", "Why did it wait?", view, 400);
  }
  for (const Json& story : list_member(*answer, "stories")) {
    view["stories"].push_back(story_of(visit, story));
  }
  view["trouble"] = shown_sentence(text_member(*answer, "trouble"));
  return page(visit, "why", "Why did it wait?", view);
}

}  // namespace greycache::web
