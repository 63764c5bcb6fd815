// One MX: its disk, its clock, its processes one after the other, and who asks it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/simulation/daemon_process.h"
#include "tests/simulation/models/model_database.h"
#include "tests/simulation/models/model_disk.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/plan.h"
#include "tests/simulation/planned_dice.h"
#include "tests/simulation/policy_client.h"
#include "tests/simulation/stores.h"

namespace greycache::simulation {

class MxHost {
 public:
  struct Site {
    World& world;
    PlannedDice& dice;
    Oracle& oracle;
    Stores& stores;
    std::function<bool()> calm;
    // Whether what stores have taken is not in danger now.
    std::function<bool()> stores_keep;
    // Disks and databases have been well for a while.
    std::function<bool()> disks_well;
    // A host is away for so long, beginning now.
    std::function<void(World::Span)> disturbed;
    std::function<void(const std::string&)> wrong;
  };

  MxHost(Site site, int number, const Settings& settings);
  ~MxHost();
  MxHost(const MxHost&) = delete;
  MxHost& operator=(const MxHost&) = delete;

  void ask(std::int64_t connection, PolicyClient::Question question);

  // What operators do, and what befalls a host. Each of these may come at any moment.
  void start();
  void kill(World::Span down);
  // At the `steps`-th call from now on that waits for a disk or a store.
  void kill_at(std::int64_t steps, World::Span down);
  void stop(World::Span down);
  void reload(const Settings& settings);
  void take_over(const Settings& settings, DaemonProcess::Fortune fortune);
  void cut_power(World::Span down);
  void set_clock(std::chrono::seconds offset) { clock_.set_offset(offset); }
  void stall(World::Span span);
  // An operator lets mail through here, or no longer; nothing where the host does not serve.
  void expect(const Words& words);
  void expect_no_more(const Words& words);
  // So many of them have come under the name of this organisation, and none of them back.
  void robots(const std::string& organisation, std::int64_t times);
  ModelDisk& disk() { return disk_; }
  const Settings& settings() const { return settings_; }

  // Where nothing waits and everything counts as up: empty. Otherwise what does not.
  std::string unrest();
  int number() const { return number_; }
  UnixTime wall() const { return std::chrono::system_clock::to_time_t(clock_.wall()); }

 private:
  using ChangedRow = decltype(ExpectationChange::make);
  // `row` is what comes of it where nothing stands.
  void change(const Expectation& row, const ChangedRow& make);
  class Witness;
  struct Asked {
    World::Time first;
    World::Time last;
    int times = 0;  // without an answer; one mail may be asked about by two connections
  };

  std::unique_ptr<DaemonProcess> make_process(const Settings& settings);
  bool connect(FileDescriptor connection);
  PolicyClient& client(std::int64_t connection);
  void look();
  void serves();
  void look_into_memory();
  void look_where_changes_are(Core& core);
  void ended(const DaemonProcess* process);
  void start_later(World::Span down);
  void asked(const PolicyClient::Question& question);
  void answered(const PolicyClient::Question& question, std::string_view reply);
  void decided(const DecidedRequest& decided, DaemonProcess& by);
  void disturbed(World::Span at_least);
  void note(const std::string& what);
  void wrong(const std::string& what);
  DaemonProcess* serving();

  Site site_;
  int number_;
  std::string name_;
  Settings settings_;
  HostClock clock_;
  ModelDisk disk_;
  std::vector<std::unique_ptr<DaemonProcess>> processes_;  // the last is the one in use
  std::uint64_t incarnation_ = 0;
  bool wanted_ = true;  // somebody starts it again when it ends
  bool taking_over_ = false;
  std::vector<FileDescriptor> backlog_;
  std::map<std::int64_t, std::unique_ptr<PolicyClient>> clients_;
  std::map<std::string, Asked, std::less<>> asked_;  // by instance; not answered yet
  World::Time undisturbed_since_;
  World::Time on_disk_;  // when nothing was in memory only
};

}  // namespace greycache::simulation
