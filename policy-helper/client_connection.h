// The connection to smtpd: requests as they come in, and the replies to them.
#pragma once

#include <string_view>

#include "common/deadline.h"
#include "policy-helper/message_buffer.h"

namespace greycache {

class ClientConnection {
 public:
  ClientConnection(int input, int output) : input_(input), output_(output) {}

  enum class State {
    idle,      // nothing to read
    readable,  // the beginning of a request has come, read or not
    ended,     // end of file, or an error
  };

  // Looks, without waiting.
  State state();

  // Waits, without a limit, until state() is another than idle. spawn(8) sets the limit
  // (command_time_limit), and smtpd closes what it needs no more.
  void wait() const;

  enum class Reading {
    complete,  // request() has it
    waited,    // some more has come, after a wait for smtpd: it is not complete perhaps
    ended,     // end of file or an error; of a request at most a part was there
    stalled,   // smtpd began a request and sent no more of it for kLongestStall
    too_long,  // over kLongestRequest bytes
  };

  // Reads on until a request is complete or smtpd had to be waited for.
  Reading read();

  // The first complete request, and whatever has been read, be it complete or not.
  std::string_view request() { return buffer_.message(); }
  std::string_view bytes() const { return buffer_.bytes(); }
  void remove_request() { buffer_.remove_message(); }

  // False where smtpd is gone or takes nothing for kLongestStall.
  bool write(std::string_view reply) const;

  int descriptor() const { return input_; }

 private:
  int input_;
  int output_;
  RequestBuffer buffer_;
};

}  // namespace greycache
