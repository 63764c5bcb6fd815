// What the panel's questions are answered.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "greycache/config/settings.h"
#include "greycache/control/control.h"
#include "greycache/control/figures.h"
#include "greycache/core/core.h"
#include "greycache/engine/policy_set.h"
#include "greycache/event/event_loop.h"
#include "greycache/history/history_store.h"
#include "greycache/panel/answer.h"
#include "greycache/panel/expect_verbs.h"
#include "greycache/panel/kept_reports.h"
#include "greycache/panel/latest_findings.h"
#include "greycache/panel/minute_figures.h"
#include "greycache/panel/panel_finding.h"
#include "greycache/panel/panel_server.h"
#include "greycache/panel/question.h"
#include "greycache/panel/question_pace.h"
#include "greycache/panel/setting_change.h"
#include "greycache/storage/expectation_watch.h"

namespace greycache {

class WaitingPage;

// Every change is logged with the account that made it, and kept in changes.log. All on the loop's
// thread.
class Panel {
 public:
  // What a question is answered from. All that is given must outlive the panel.
  struct Surroundings {
    EventLoop& loop;
    Core& core;
    ExpectationWatch& expectations;
    const MinuteFigures& minutes;
    std::function<UnixTime()> clock;
    std::function<std::shared_ptr<const PolicySet>()> policy;
    std::function<const Settings&()> settings;
    std::function<Figures()> figures;
    // Null where none is kept. Used by Core::asking_worker() only.
    std::function<std::shared_ptr<HistoryStore>()> history;
    std::function<void()> on_opt_change;
    std::string config_path;  // of --config; empty: the default file
    // Of the control socket.
    Control::Handler command;
  };
  explicit Panel(Surroundings around);
  ~Panel();
  Panel(const Panel&) = delete;
  Panel& operator=(const Panel&) = delete;

  // `line` is without its end.
  void ask(const std::string& line, PanelServer::Reply reply);

 private:
  // A question may be long, and many hold it.
  using Asked = std::shared_ptr<const Question>;
  using Handler = std::function<void(const Asked& asked, const Respond& respond)>;
  using CommandOf = tl::expected<std::string, Fault> (*)(const Question& question);
  using AnswerOf = Answer (*)(const Question& question, std::string_view body);

  void put(tl::expected<Question, Fault> question, const PanelServer::Reply& reply);
  // Looks have their share of the time; changes are few, and somebody waits for them.
  void put_look(const Asked& asked, const Handler& handler, const PanelServer::Reply& reply);
  // Has `answer` run by the worker for questions: what reads a store or a file, and what takes long
  // to read or to write down. No mail waits for it.
  void ask_store(std::function<Answer(PersistentStore&)> answer, const Respond& respond);
  // What a command of the control socket says.
  Handler by_command(CommandOf command_of, AnswerOf answer_of);
  // What blocks on the file system.
  using AnswerByFiles = Answer (*)(const std::string& panel_dir, const Question& question);
  Handler by_files(AnswerByFiles answer_of);
  using AnswerBySettings = Answer (*)(const SettingsPlace& place, const Question& question);
  Handler by_settings(AnswerBySettings answer_of);
  // What was written counts once it is read again.
  Handler then_reload(Handler handler);
  void add_looks();
  void add_configuration();
  void add_changes();
  void keep(const Question& question, const Answer& answer);
  void answer_settings(const Respond& respond);
  void answer_lists(const Question& question, const Respond& respond);
  void answer_now(const std::vector<PanelFinding>& in_files, const Respond& respond);
  void answer_waiting(const Question& question, const Respond& respond);
  void look_ahead(const std::shared_ptr<WaitingPage>& page, const Respond& respond);
  void answer_known(const Question& question, const Respond& respond);
  void answer_opt(const Asked& asked, const Respond& respond);
  void answer_expected(const Asked& asked, const Respond& respond);
  bool look_at_files();
  std::string standing_of(const std::string& organisation);

  Surroundings around_;
  ExpectVerbs expect_;
  KeptReports reports_;
  QuestionPace pace_;
  LatestFindings latest_findings_;
  std::map<std::string_view, Handler> handlers_;  // by verb
  // For what may be answered when the panel is gone: a reload outlives it.
  std::shared_ptr<Panel*> here_ = std::make_shared<Panel*>(this);
};

}  // namespace greycache
