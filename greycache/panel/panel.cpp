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
#include "greycache/moving/json_members.h"
#include "greycache/panel/asked_verbs.h"
#include "greycache/panel/changes_log.h"
#include "greycache/panel/control_answer.h"
#include "greycache/panel/finding.h"
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

// What a change says of itself; empty of what has changed nothing.
std::string done_in(const Answer& answer) {
  const auto members = JsonMembers::parse(*answer);
  return members ? std::string(members->text("done")) : std::string();
}

void log_change(const Question& question, const std::string& done) {
  log_typed(LogType::conf, 1, "panel: {} ({}{}{}), {}: {}", question.account,
            role_name(question.role), question.domain.empty() ? "" : " of ", question.domain,
            question.verb->name, escaped(done, 600));
}

// Where the file is, and where the panel's is.
SettingsPlace place_of(const Panel::Surroundings& around) {
  return {around.config_path, around.settings()};
}

}  // namespace

Panel::Panel(Surroundings around)
    : around_(std::move(around)),
      expect_(around_.expectations,
              {.now = around_.clock,
               .optmethod = [this] { return around_.policy()->rules.optmethod; },
               .command = around_.command}),
      reports_(around_.loop, around_.clock, around_.command) {
  add_looks();
  add_configuration();
  add_changes();
}

void Panel::add_configuration() {
  handlers_["settings"] = [this](const Question&, const Respond& respond) {
    answer_settings(respond);
  };
  handlers_["lists"] = [this](const Question& question, const Respond& respond) {
    answer_lists(question, respond);
  };
  handlers_["list_check"] = by_files(check_list);
  handlers_["list_write"] = then_reload(by_files(write_list));
  handlers_["setting_check"] = by_settings(check_settings);
  handlers_["setting_write"] = then_reload(by_settings(write_settings));
  handlers_["changes"] = by_files(changes_page);
}

void Panel::add_looks() {
  handlers_["now"] = [this](const Question&, const Respond& respond) { answer_now(respond); };
  handlers_["waiting"] = [this](const Question& question, const Respond& respond) {
    answer_waiting(question, respond);
  };
  handlers_["known"] = [this](const Question& question, const Respond& respond) {
    answer_known(question, respond);
  };
  handlers_["report"] = [this](const Question& question, const Respond& respond) {
    reports_.answer(question, respond);
  };
  handlers_["why"] = commanded(why_command, why_answer);
  handlers_["history"] = commanded(history_command, history_answer);
  handlers_["show"] = commanded(show_command, object_answer);
  handlers_["rules_try"] = commanded(rules_command, object_answer);
}

void Panel::add_changes() {
  handlers_["opt"] = [this](const Question& question, const Respond& respond) {
    answer_opt(question, respond);
  };
  handlers_["expect"] = [this](const Question& question, const Respond& respond) {
    expect_.expect(question, respond);
  };
  handlers_["release"] = [this](const Question& question, const Respond& respond) {
    expect_.release(question, respond);
  };
  handlers_["never"] = [this](const Question& question, const Respond& respond) {
    expect_.never(question, respond);
  };
  handlers_["forget"] = commanded(forget_command, done_answer);
}

Panel::~Panel() = default;

void Panel::ask(const std::string& line, PanelServer::Reply reply) {
  auto question = parse_question(line);
  if (!question) return reply(answer_line(tl::unexpected(question.error())));
  const auto handler = handlers_.find(question->verb->name);
  if (handler == handlers_.end()) return reply(answer_line(wrong("that verb is not there yet")));
  handler->second(*question,
                  [this, question = *question, reply = std::move(reply)](const Answer& answer) {
                    keep(question, answer);
                    reply(answer_line(answer));
                  });
}

void Panel::keep(const Question& question, const Answer& answer) {
  const std::string done = answer && question.verb->changes ? done_in(answer) : std::string();
  if (done.empty()) return;
  log_change(question, done);
  const UnixTime now = around_.clock();
  const auto job = [line = change_line(question, *answer, now), now,
                    directory = panel_directory(around_.settings().state_dir)](
                       PersistentStore&) -> Worker::Completion {
    return [trouble = keep_change(directory, line, now)] {
      if (trouble.empty()) return;
      log_typed(LogType::conf, 1, "the panel's changes.log takes nothing: {}", trouble);
    };
  };
  (void)around_.core.asking_worker().post(job);
}

Panel::Handler Panel::by_files(AnswerByFiles answer_of) {
  return [this, answer_of](const Question& question, const Respond& respond) {
    const std::string directory = panel_directory(around_.settings().state_dir);
    ask_store([answer_of, directory,
               question](PersistentStore&) { return answer_of(directory, question); },
              respond);
  };
}

Panel::Handler Panel::by_settings(AnswerBySettings answer_of) {
  return [this, answer_of](const Question& question, const Respond& respond) {
    ask_store([answer_of, place = place_of(around_),
               question](PersistentStore&) { return answer_of(place, question); },
              respond);
  };
}

Panel::Handler Panel::then_reload(Handler handler) {
  return [this, handler = std::move(handler)](const Question& question, const Respond& respond) {
    handler(question, [this, respond](const Answer& answer) {
      if (!answer || done_in(answer).empty()) return respond(answer);
      around_.command("reload", [answer, respond](const std::string& text) {
        const auto body = body_of(text);
        const std::string news = body ? *body : body.error().sentence;
        const std::string members = answer->substr(0, answer->size() - 1);
        respond(members + ",\"reload\":" + json_string(trimmed(news)) + "}");
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

Panel::Handler Panel::commanded(CommandOf command_of, AnswerOf answer_of) {
  return [this, command_of, answer_of](const Question& question, const Respond& respond) {
    const auto command = command_of(question);
    if (!command) return respond(tl::unexpected(command.error()));
    around_.command(*command, [question, respond, answer_of](const std::string& text) {
      const auto body = body_of(text);
      respond(body ? answer_of(question, *body) : tl::unexpected(body.error()));
    });
  };
}

void Panel::ask_store(std::function<Answer(PersistentStore&)> answer, const Respond& respond) {
  const auto job = [answer = std::move(answer),
                    respond](PersistentStore& store) -> Worker::Completion {
    return [respond, answered = answer(store)] { respond(answered); };
  };
  if (around_.core.asking_worker().post(job)) return;
  respond(fault(Fault::Code::busy, "the store is busy; try again"));
}

void Panel::answer_waiting(const Question& question, const Respond& respond) {
  auto page = WaitingPage::of(question);
  if (!page) return respond(tl::unexpected(page.error()));
  page->set(around_.policy(), around_.clock(), around_.history());
  ask_store(
      [page = *std::move(page)](PersistentStore& store) mutable { return page.answer(store); },
      respond);
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
  respond(fault(Fault::Code::busy, "the store is busy; try again"));
}

void Panel::answer_opt(const Question& question, const Respond& respond) {
  if (question.verb->changes) {
    return OptRowsChange::begin(around_.core.worker(), question, around_.on_opt_change, respond);
  }
  auto page = OptPage::of(question);
  if (!page) return respond(tl::unexpected(page.error()));
  ask_store(
      [page = *std::move(page)](PersistentStore& store) mutable { return page.answer(store); },
      respond);
}

void Panel::answer_now(const Respond& respond) {
  const Figures figures = around_.figures();
  std::vector<std::string> stores;
  for (const StoreFigures& store : figures.stores) {
    stores.push_back(JsonObject()
                         .add_text("name", store.name)
                         .add_bool("up", store.up)
                         .add_text("reason", store.reason)
                         .text());
  }
  const bool shared = around_.settings().storage == Storage::shared;
  respond(JsonObject()
              .add_text("version", kVersion)
              .add_number("started", figures.started)
              .add_number("now", around_.clock())
              .add_text("storage", shared ? "shared" : "embedded")
              .add("stores", json_list(stores))
              .add("figures", trimmed(stats_json(figures)))
              .add("findings", findings_json(findings_in(figures)))
              .add("minutes", around_.minutes.json(around_.clock()))
              .text());
}

}  // namespace greycache
