// One process of the daemon: its Service on a simulated loop, from its start to its end.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "greycache/daemon/service.h"
#include "tests/simulation/process_fibers.h"
#include "tests/simulation/simulated_loop.h"

namespace greycache::simulation {

class DaemonProcess {
 public:
  // How a successor does.
  enum class Fortune : std::uint8_t {
    takes_over,
    refuses,       // it cannot open its stores
    hangs,         // it never comes to it
    dies_opening,  // while it opens its stores
    dies_opened,   // once it has them
  };
  struct Surroundings {
    World& world;
    const HostClock& clock;
    std::uint64_t seed = 0;
    std::function<MakeStorage(DaemonProcess& process, const Settings& settings, StateIs state_is)>
        storage;
    std::function<std::unique_ptr<DecisionLog>()> decision_log;
    std::function<void(const std::string&)> note;
    // The end of each turn, and of the process.
    std::function<void()> after_turn;
    std::function<void()> ended;
    std::function<void()> serves;
  };

  DaemonProcess(Surroundings surroundings, const Settings& settings);
  ~DaemonProcess();
  DaemonProcess(const DaemonProcess&) = delete;
  DaemonProcess& operator=(const DaemonProcess&) = delete;

  // As a fresh process, or as successor of one that has passed its sessions.
  void start();
  void start(std::vector<PassedSocket> sessions, Fortune fortune);

  bool serving() const { return serving_; }
  bool ended() const { return ended_; }
  // While it serves.
  Service& service() { return *service_; }
  // From the opening of its stores to its end, but for takeovers; nullptr else.
  Core* core() { return service_ != nullptr && service_->is_open() ? &service_->core() : nullptr; }
  SimulatedLoop& loop() { return *loop_; }
  ProcessFibers& fibers() { return fibers_; }
  // Something may have come on one of its descriptors.
  void look() {
    if (loop_ != nullptr) loop_->look();
  }

  void kill();  // outside of any fiber
  void end() { asked_.ending = true; }
  void reload(const Settings& settings);
  // `successor` is started once this has given up its sessions.
  void hand_over(DaemonProcess& successor, Fortune fortune,
                 std::function<void(bool taken_over)> done);

 private:
  struct Asked {
    bool ending = false;
    DaemonProcess* successor = nullptr;
    Fortune fortune = Fortune::takes_over;
    std::function<void(bool taken_over)> done;
  };

  void main(std::vector<PassedSocket> sessions, StateIs state_is, Fortune fortune);
  void run(std::vector<PassedSocket> sessions, StateIs state_is, Fortune fortune);
  bool wait_for_go(Fortune fortune);
  void serve(Timer& seconds);
  bool hand_over_now();
  bool go_on(DaemonProcess& successor);
  std::shared_ptr<const ListSet> lists() const { return lists_; }

  Surroundings surroundings_;
  World& world_;
  Settings settings_;
  std::shared_ptr<const ListSet> lists_;
  ProcessFibers fibers_;
  // Of its fiber, while that is in run().
  SimulatedLoop* loop_ = nullptr;
  Service* service_ = nullptr;
  bool successor_ = false;  // waits, once it is opened, for the former to go
  bool opened_ = false;
  bool go_ = false;
  bool serving_ = false;
  bool ended_ = false;
  Asked asked_;
};

}  // namespace greycache::simulation
