// The work of policy-helper: hand the connection over, or else relay its requests one by one.
#pragma once

#include "common/deadline.h"
#include "policy-helper/client_connection.h"
#include "policy-helper/command_line.h"
#include "policy-helper/daemon_connection.h"
#include "policy-helper/helper_log.h"

namespace greycache {

// Answers every complete request exactly once, within the timeout of the command line: with the
// daemon's reply, or with the fallback. The timeout runs from when the request can be read, the
// attempt to hand over included, which gets half of it. Handover is tried at the start, after each
// fallback, and as long as no daemon was there to be asked.
class Forwarder {
 public:
  // `line` must outlive the object.
  Forwarder(const CommandLine& line, int input, int output);

  // Returns when the connection is the daemon's, has ended, or cannot be served any further.
  void run();

 private:
  void serve();
  bool handed_over();
  bool read_request();
  bool answer();
  bool answer_fallback();
  void begin_budget();
  void daemon_is_there();

  const CommandLine& line_;
  ClientConnection client_;
  DaemonConnection daemon_;
  HelperLog log_;
  Deadline deadline_ = Deadline::never();
  bool handover_possible_;
  bool handover_due_;
  bool handover_refused_ = false;
  unsigned fallbacks_ = 0;  // answered in the present outage
};

}  // namespace greycache
