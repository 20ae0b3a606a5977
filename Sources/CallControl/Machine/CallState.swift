import CallFlows
import CallQueues
import Timekeeping

/// A caller who waits in a queue.
struct Waiting: Sendable {
  /// What the caller hears.
  enum Hearing: Sendable, Equatable {
    /// Nothing yet: the queue has not said whether there is anything to wait for.
    case nothing
    case music
    case announcement(PlaybackNumber)
  }

  let ticket: TicketID
  let entry: QueueEntry
  /// When the caller began to wait.
  let since: Moment
  let announce: QueueAnnouncements
  let music: PromptName?
  var hearing = Hearing.nothing
  var place: Int?
  var wait: Duration?
  /// The place that was told last.
  var toldPlace: Int?
  var nextAnnouncement: Moment?
  var attempt: Attempt?
}

/// One agent's phone that is asked to take the waiting caller.
struct Attempt: Sendable {
  enum Stage: Sendable, Equatable {
    case ringing
    /// The agent picked up; the queue has been asked whether that counts.
    case accepting
    /// The agent picked up and went away again before the queue answered.
    case gone(LegEnd)
  }

  let offer: Offer
  let leg: LegID
  var stage = Stage.ringing
  var held = false
}

/// A caller who talks with an agent, or with somebody outside to whom an agent has transferred the call.
struct Talk: Sendable {
  /// Who hears what.
  enum Audio: Sendable, Equatable {
    case bridged
    /// The agent is told who comes, and the caller still hears the queue's music.
    case whisper(PlaybackNumber)
    /// This one hears music, as the other has put us on hold.
    case music(LegID)
    /// Both are on hold.
    case none
  }

  let waiting: Waiting
  let partner: Partner
  let leg: LegID
  var partnerHolds: Bool
  var audio: Audio?
  /// When a transfer failed and brought the caller back.
  var returnedAt: Moment?
}
