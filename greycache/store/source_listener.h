// Who hears which sources are written to in a store that several hosts share.
#pragma once

#include <string_view>

namespace greycache {

// All calls on the loop's thread.
class SourceListener {
 public:
  virtual ~SourceListener() = default;

  // From now on each source that anybody writes to is named, soon after. What was written before
  // may not have been, nor what only the persistent store has got meanwhile: again where it was
  // heard already.
  virtual void heard_from_now() = 0;
  // Somebody, this process included, has written to it, or it is gone.
  virtual void written(std::string_view src) = 0;
  // No more is named, nor may what was written of late have been, until heard_from_now().
  virtual void heard_no_more() = 0;
};

}  // namespace greycache
