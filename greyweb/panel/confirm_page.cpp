// What a button asks for: is it meant, done, take it back.
#include <utility>

#include "common/panel_verb.h"
#include "common/whole_number.h"
#include "greyweb/page/words.h"
#include "greyweb/panel/page_view.h"
#include "greyweb/panel/pages.h"
#include "greyweb/panel/question.h"
#include "greyweb/panel/row_pages.h"

namespace greycache::web {

namespace {

constexpr std::int64_t kUsualSpan = 3600;

// What gives back what was taken back says until when.
bool chooses_span(const Question& question) {
  return question.verb == "expect" && text_member(question.arguments, "action") != "remove" &&
         !question.arguments.contains("until");
}

Json spans() {
  return {
      {"choices", choices({{"3600", "an hour"}, {"86400", "a day"}, {"604800", "a week"}}, "3600")},
      {"longest_why", kLongestWhy}};
}

// What the sentence leaves open.
std::string detail_of(const Visit& visit, const Question& question) {
  if (question.verb == "forget") {
    const bool source = flag_member(question.arguments, "source");
    return "Within seconds, on the host, greyctl forget --remove " +
           std::string(source ? "--source " : "") +
           shown(text_member(question.arguments, "subject")) +
           " takes it back; what is deleted by then stays deleted.";
  }
  if (question.verb != "never" || flag_member(question.arguments, "remove")) return "";
  if (question.arguments.contains("until")) return "On every mail host.";
  if (!visit.account.domain.empty()) return "Until it is taken back, for a year at least.";
  if (text_member(question.arguments, "kind") == "recipient") {
    return "By opt-out, where optmethod is that; otherwise for a year.";
  }
  return "For a year, on every mail host.";
}

HttpResponse asking_page(const Visit& visit, const Question& question) {
  return page(visit, "confirm", "Is that meant?",
              {{"sentence", asked_sentence(question)},
               {"detail", detail_of(visit, question)},
               {"question", question.text()},
               {"label", button_label(question)},
               {"spans", chooses_span(question) ? spans() : Json()},
               {"back", own_address(visit.form.value("back"))}});
}

void add_span(const Visit& visit, Question& question) {
  question.arguments["span"] =
      whole_number<std::int64_t>(visit.form.value("span")).value_or(kUsualSpan);
  if (visit.form.has("why")) question.arguments["why"] = visit.form.value("why");
}

// The daemon's question that takes it back, where it is one that a button may ask.
std::string undo_of(const Json& answer) {
  const Json& undo = member(answer, "undo");
  if (!undo.is_object()) return {};
  const auto question = parse_question(undo.dump());
  return question ? question->text() : "";
}

HttpResponse doing_page(const Visit& visit, Question question) {
  if (chooses_span(question)) add_span(visit, question);
  const auto answer = visit.change(question.verb, std::move(question.arguments));
  if (!answer) return trouble_page(visit, answer.error());
  const Json& faults = list_member(*answer, "faults");
  const bool nothing = number_member(*answer, "changed") == 0;
  return page(visit, "done", nothing ? "Nothing was changed" : "Done",
              {{"sentence", shown_sentence(text_member(*answer, "done"), "It is done.")},
               {"faults", faults_view(faults)},
               {"undo", undo_of(*answer)},
               {"back", own_address(visit.form.value("back"))}});
}

}  // namespace

HttpResponse confirm_page(const Visit& visit) {
  auto question = parse_question(visit.form.value("question"));
  if (!question) return trouble_page(visit, {"wrong", "What this button asks is not known."});
  if (!visit.may(question->verb, true)) {
    return trouble_page(visit, {"forbidden", "Your account may look, but not change this."});
  }
  if (visit.form.value("step") == "do") return doing_page(visit, std::move(*question));
  return asking_page(visit, *question);
}

}  // namespace greycache::web
