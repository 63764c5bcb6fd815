// From a verb to who answers it.
#include "greycache/panel/panel.h"

#include <utility>

#include "common/json_object.h"
#include "common/text.h"
#include "common/typed_log.h"
#include "common/utf8.h"
#include "common/version.h"
#include "greycache/config/panel_settings.h"
#include "greycache/control/figures_text.h"
#include "greycache/panel/asked_verbs.h"
#include "greycache/panel/changes_log.h"
#include "greycache/panel/control_answer.h"
#include "greycache/panel/expected_page.h"
#include "greycache/panel/file_findings.h"
#include "greycache/panel/history_verbs.h"
#include "greycache/panel/known_page.h"
#include "greycache/panel/list_change.h"
#include "greycache/panel/list_file_view.h"
#include "greycache/panel/opt_page.h"
#include "greycache/panel/opt_rows_change.h"
#include "greycache/panel/settings_view.h"
#include "greycache/panel/waiting_page.h"
#include "greycache/policy/organisation/standing.h"

namespace greycache {

namespace {

// A longer line is read by a worker.
constexpr std::size_t kParsedAtOnce = std::size_t{16} << 10;

constexpr const char* kStoreIsBusy = "the store is busy; try again";
constexpr const char* kNoAnswerNow =
    "the mail server cannot say that now; try again later, or ask who runs it";

void log_change(const Question& question, const std::string& done) {
  log_typed(LogType::conf, 1, "panel: {} ({}{}{}), {}: {}", question.account,
            role_name(question.role), question.domain.empty() ? "" : " of ", question.domain,
            question.verb->name, escaped(done, 600));
}

void log_not_kept(const std::string& why) {
  log_typed(LogType::conf, 1, "the panel's changes.log takes nothing: {}", why);
}

// Where the file is, and where the panel's is.
SettingsPlace place_of(const Panel::Surroundings& around) {
  return {around.config_path, around.settings()};
}

// "never" of a customer for a recipient of his.
bool is_of_customer(const Question& never) {
  return !never.domain.empty() && never.verb->choice == "recipient" &&
         concerns(never, never.arguments.text("value"));
}

// The same as an opt row, of which a customer's domain has so many at most.
std::shared_ptr<const Question> opt_out_of(const Question& never) {
  const std::string& value = never.arguments.text("value");
  const char* const action = never.arguments.truth("remove") ? "remove" : "add";
  Question question{never.account, never.role, never.domain, find_verb("opt", action), {}};
  question.arguments.add("choice", std::string("out"));
  question.arguments.add("action", std::string(action));
  question.arguments.add("rows", std::vector{value.substr(value.starts_with('@') ? 1 : 0)});
  return std::make_shared<const Question>(std::move(question));
}

// A customer is told of no store, no file and no command: he can do nothing there.
std::string line_for(const Question& question, const Answer& answer) {
  const bool hides =
      !answer && !question.domain.empty() && answer.error().code == Fault::Code::unavailable;
  return answer_line(hides ? Answer(fault(Fault::Code::unavailable, kNoAnswerNow)) : answer);
}

}  // namespace

Panel::Panel(Surroundings around)
    : around_(std::move(around)),
      expect_(around_.expectations,
              {.now = around_.clock,
               .optmethod = [this] { return around_.policy()->rules.optmethod; },
               .registrable_domain =
                   [this](std::string_view name) {
                     return around_.policy()->list_set->suffix_list->registrable_domain(name);
                   },
               .command = around_.command}),
      reports_(around_.loop, around_.clock, around_.command),
      pace_(around_.loop),
      latest_findings_(around_.loop, [this] { return look_at_files(); }) {
  add_looks();
  add_configuration();
  add_changes();
}

void Panel::add_configuration() {
  handlers_["settings"] = [this](const Asked&, const Respond& respond) {
    answer_settings(respond);
  };
  handlers_["lists"] = [this](const Asked& asked, const Respond& respond) {
    answer_lists(*asked, respond);
  };
  handlers_["list_check"] = by_files(check_list);
  handlers_["list_write"] = then_reload(by_files(write_list));
  handlers_["setting_check"] = by_settings(check_settings);
  handlers_["setting_write"] = then_reload(by_settings(write_settings));
  handlers_["changes"] = by_files(changes_page);
}

void Panel::add_looks() {
  handlers_["now"] = [this](const Asked&, const Respond& respond) {
    latest_findings_.ask([this, respond](const auto& in_files) { answer_now(in_files, respond); });
  };
  handlers_["waiting"] = [this](const Asked& asked, const Respond& respond) {
    answer_waiting(*asked, respond);
  };
  handlers_["known"] = [this](const Asked& asked, const Respond& respond) {
    answer_known(*asked, respond);
  };
  handlers_["report"] = [this](const Asked& asked, const Respond& respond) {
    reports_.answer(*asked, respond);
  };
  handlers_["why"] = by_command(why_command, why_answer);
  handlers_["history"] = by_command(history_command, history_answer);
  handlers_["show"] = by_command(show_command, object_answer);
  handlers_["rules_try"] = by_command(rules_command, object_answer);
}

void Panel::add_changes() {
  handlers_["opt"] = [this](const Asked& asked, const Respond& respond) {
    answer_opt(asked, respond);
  };
  handlers_["expect"] = [this](const Asked& asked, const Respond& respond) {
    if (!asked->verb->changes) return answer_expected(asked, respond);
    expect_.expect(*asked, respond);
  };
  handlers_["release"] = [this](const Asked& asked, const Respond& respond) {
    expect_.release(*asked, respond);
  };
  handlers_["never"] = [this](const Asked& asked, const Respond& respond) {
    const bool by_opt_out = around_.policy()->rules.optmethod == OptMethod::optout;
    if (by_opt_out && is_of_customer(*asked)) return answer_opt(opt_out_of(*asked), respond);
    expect_.never(*asked, respond);
  };
  handlers_["forget"] = by_command(forget_command, done_answer);
}

Panel::~Panel() = default;

void Panel::ask(const std::string& line, PanelServer::Reply reply) {
  if (line.size() <= kParsedAtOnce) return put(parse_question(line), reply);
  const auto text = std::make_shared<const std::string>(line);
  const auto job = [this, text, reply](PersistentStore&) -> Worker::Completion {
    const auto question = std::make_shared<tl::expected<Question, Fault>>(parse_question(*text));
    return [this, question, reply] { put(std::move(*question), reply); };
  };
  if (around_.core.asking_worker().post(job)) return;
  reply(answer_line(fault(Fault::Code::busy, kStoreIsBusy)));
}

void Panel::put(tl::expected<Question, Fault> question, const PanelServer::Reply& reply) {
  if (!question) return reply(answer_line(tl::unexpected(question.error())));
  const auto asked = std::make_shared<const Question>(*std::move(question));
  const auto handler = handlers_.find(asked->verb->name);
  if (handler == handlers_.end()) return reply(answer_line(wrong("that verb has no answer here")));
  if (!asked->verb->changes) return put_look(asked, handler->second, reply);
  handler->second(asked, [here = std::weak_ptr(here_), asked, reply](const Answer& answer) {
    if (const auto panel = here.lock()) (*panel)->keep(*asked, answer);
    reply(line_for(*asked, answer));
  });
}

void Panel::put_look(const Asked& asked, const Handler& handler, const PanelServer::Reply& reply) {
  const auto begin = [this, asked, &handler, reply](EventLoop::SteadyTime began) {
    handler(asked, [here = std::weak_ptr(here_), asked, began, reply](const Answer& answer) {
      if (const auto panel = here.lock()) (*panel)->pace_.answered(began);
      reply(line_for(*asked, answer));
    });
  };
  if (!pace_.ask(begin)) reply(answer_line(fault(Fault::Code::busy, kStoreIsBusy)));
}

void Panel::keep(const Question& question, const Answer& answer) {
  if (!answer || answer->done.empty()) return;
  log_change(question, answer->done);
  const UnixTime now = around_.clock();
  const auto job = [line = change_line(question, answer->done, answer->difference, now), now,
                    directory = panel_directory(around_.settings().state_dir)](PersistentStore&) {
    return Worker::Completion([trouble = keep_change(directory, line, now)] {
      if (!trouble.empty()) log_not_kept(trouble);
    });
  };
  if (!around_.core.asking_worker().post(job)) log_not_kept(kStoreIsBusy);
}

Panel::Handler Panel::by_files(AnswerByFiles answer_of) {
  return [this, answer_of](const Asked& asked, const Respond& respond) {
    const std::string directory = panel_directory(around_.settings().state_dir);
    ask_store(
        [answer_of, directory, asked](PersistentStore&) { return answer_of(directory, *asked); },
        respond);
  };
}

Panel::Handler Panel::by_settings(AnswerBySettings answer_of) {
  return [this, answer_of](const Asked& asked, const Respond& respond) {
    ask_store([answer_of, place = place_of(around_),
               asked](PersistentStore&) { return answer_of(place, *asked); },
              respond);
  };
}

Panel::Handler Panel::then_reload(Handler handler) {
  return [this, handler = std::move(handler)](const Asked& asked, const Respond& respond) {
    handler(asked, [this, respond](const Answer& answer) {
      if (!answer || answer->done.empty()) return respond(answer);
      around_.command("reload", [told = *answer, respond](const std::string& text) {
        const auto body = body_of(text);
        const std::string news = body ? *body : body.error().sentence;
        Told with_news = told;
        with_news.object.pop_back();
        with_news.object += ",\"reload\":" + json_string(trimmed(news)) + "}";
        respond(with_news);
      });
    });
  };
}

void Panel::answer_settings(const Respond& respond) {
  ask_store([place = place_of(around_)](PersistentStore&) { return settings_answer(place); },
            respond);
}

void Panel::answer_lists(const Question& question, const Respond& respond) {
  const Settings& settings = around_.settings();
  ask_store([conf_dir = settings.conf_dir, panel_dir = panel_directory(settings.state_dir),
             name = question.arguments.text("name")](
                PersistentStore&) { return list_files(conf_dir, panel_dir, name); },
            respond);
}

// A change is answered whatever is asked meanwhile.
Panel::Handler Panel::by_command(CommandOf command_of, AnswerOf answer_of) {
  return [this, command_of, answer_of](const Asked& asked, const Respond& respond) {
    const auto command = command_of(*asked);
    if (!command) return respond(tl::unexpected(command.error()));
    around_.command(*command, [this, asked, respond, answer_of](const std::string& text) {
      const auto told = std::make_shared<const std::string>(text);
      const auto read = [asked, answer_of, told]() -> Answer {
        const auto body = body_of(*told);
        if (!body) return tl::unexpected(body.error());
        return answer_of(*asked, *body);
      };
      if (asked->verb->changes) return respond(read());
      ask_store([read](PersistentStore&) { return read(); }, respond);
    });
  };
}

void Panel::ask_store(std::function<Answer(PersistentStore&)> answer, const Respond& respond) {
  const auto job = [answer = std::move(answer),
                    respond](PersistentStore& store) -> Worker::Completion {
    return [respond, answered = answer(store)] { respond(answered); };
  };
  if (around_.core.asking_worker().post(job)) return;
  respond(fault(Fault::Code::busy, kStoreIsBusy));
}

void Panel::answer_waiting(const Question& question, const Respond& respond) {
  auto page = WaitingPage::of(question);
  if (!page) return respond(tl::unexpected(page.error()));
  const auto asked = std::make_shared<WaitingPage>(*std::move(page));
  asked->set(around_.policy(), around_.clock(), around_.history());
  const auto job = [this, asked, respond](PersistentStore& store) -> Worker::Completion {
    return [this, asked, respond, read = asked->read(store)] {
      if (!read) return respond(fault(Fault::Code::unavailable, read.error().message));
      look_ahead(asked, respond);
    };
  };
  if (around_.core.asking_worker().post(job)) return;
  respond(fault(Fault::Code::busy, kStoreIsBusy));
}

// A piece, then whatever mail has come, then the next one.
void Panel::look_ahead(const std::shared_ptr<WaitingPage>& page, const Respond& respond) {
  if (page->look_ahead()) {
    return ask_store([page](PersistentStore&) -> Answer { return page->answer(); }, respond);
  }
  around_.core.loop().post([here = std::weak_ptr(here_), page, respond] {
    if (const auto panel = here.lock()) (*panel)->look_ahead(page, respond);
  });
}

std::string Panel::standing_of(const std::string& organisation) {
  const std::string name = standing_name_of(organisation, true);
  return around_.core.engine().standing().good(name, around_.clock()) ? "good" : "bad";
}

// How an organisation stands the loop's thread knows alone.
void Panel::answer_known(const Question& question, const Respond& respond) {
  const auto page = KnownPage::of(question);
  if (!page) return respond(tl::unexpected(page.error()));
  const auto asked = std::make_shared<KnownPage>(*page);
  asked->set(around_.policy(), around_.clock());
  const auto job = [this, asked, respond](PersistentStore& store) -> Worker::Completion {
    return [this, asked, respond, read = asked->read(store)] {
      if (!read) return respond(fault(Fault::Code::unavailable, read.error().message));
      respond(asked->answer([this](const std::string& name) { return standing_of(name); }));
    };
  };
  if (around_.core.asking_worker().post(job)) return;
  respond(fault(Fault::Code::busy, kStoreIsBusy));
}

void Panel::answer_opt(const Asked& asked, const Respond& respond) {
  const OptMethod optmethod = around_.policy()->rules.optmethod;
  if (asked->verb->changes) {
    return OptRowsChange::begin({around_.core.worker(), optmethod, around_.on_opt_change}, asked,
                                respond);
  }
  auto page = OptPage::of(*asked);
  if (!page) return respond(tl::unexpected(page.error()));
  page->set(optmethod);
  ask_store(
      [page = *std::move(page)](PersistentStore& store) mutable { return page.answer(store); },
      respond);
}

void Panel::answer_expected(const Asked& asked, const Respond& respond) {
  const auto known = around_.expectations.known();
  if (!known) {
    return respond(fault(Fault::Code::unavailable, "what is expected is not known yet"));
  }
  ask_store([asked, known, now = around_.clock()](
                PersistentStore&) { return expected_page(*known, *asked, now); },
            respond);
}

bool Panel::look_at_files() {
  const auto job = [config = around_.config_path,
                    directory = panel_directory(around_.settings().state_dir),
                    here = std::weak_ptr(here_)](PersistentStore&) -> Worker::Completion {
    return [here, found = findings_in_files(config, directory)] {
      if (const auto panel = here.lock()) (*panel)->latest_findings_.found(found);
    };
  };
  return around_.core.asking_worker().post(job);
}

void Panel::answer_now(const std::vector<PanelFinding>& in_files, const Respond& respond) {
  const Figures figures = around_.figures();
  std::vector<PanelFinding> findings = findings_in(figures);
  findings.insert(findings.end(), in_files.begin(), in_files.end());
  const bool shared = around_.settings().storage == Storage::shared;
  respond(JsonObject()
              .add_text("version", kVersion)
              .add_number("started", figures.started)
              .add_number("now", around_.clock())
              .add_text("storage", shared ? "shared" : "embedded")
              .add("stores", stores_json(figures))
              .add("figures", trimmed(stats_json(figures)))
              .add("findings", findings_json(findings))
              .add("minutes", around_.minutes.json(around_.clock()))
              .text());
}

}  // namespace greycache
