package import AudioSignal
package import SDPSessions

/// What a call asks of its media.
package enum MediaCommand: Sendable {
  /// Who the other party is and what was agreed with it: the first time, and after every re-negotiation.
  ///
  /// `signalledFrom` is the IPv4 address its signalling comes from: its audio may come from there, too, and from
  /// any port, as it does behind a NAT. With nil only the host that the session description states is believed.
  /// With `hearsTones` keys are listened for in the audio itself.
  case connect(MediaStreamID, AgreedAudio, signalledFrom: String?, hearsTones: Bool = false)
  /// Plays these one after the other without a gap, instead of whatever plays now.
  ///
  /// `MediaEvent.playbackEnded` comes when the last sample has been sent; never when something replaced it.
  case play(MediaStreamID, [TelephoneAudio], PlaybackID)
  /// Plays these behind what this playback has left; of a playback that does not play any more: nothing.
  case append(MediaStreamID, [TelephoneAudio], PlaybackID)
  /// Plays this round and round until something replaces it; the same audio goes on where it was left.
  case loop(MediaStreamID, TelephoneAudio)
  /// Stops what plays, within a beat and without an event; comfort silence follows.
  case stop(MediaStreamID)
  /// Lets two parties hear each other, and stops what plays to either.
  ///
  /// What is played to one of them afterwards takes its ear for as long as it plays.
  case bridge(MediaStreamID, MediaStreamID)
  /// Parts a stream from the one it is bridged with.
  case unbridge(MediaStreamID)
  /// Sends a party what it says, instead of what plays.
  case echo(MediaStreamID)
  /// Records a stream, instead of what is recorded of it now, until it is told to end, ends by itself, or is closed.
  ///
  /// It goes on over re-negotiation, holds, bridging and parting, at the rate of the codec that it begins with.
  /// `MediaEvent.recordingEnded` comes once for each.
  case record(MediaStreamID, RecordingOrder)
  /// Writes what is said and heard as silence from now on, so that times in the file stay true.
  case pauseRecording(MediaStreamID)
  case resumeRecording(MediaStreamID)
  /// Ends the stream's recording; `close` does so, too.
  case endRecording(MediaStreamID)
  /// Lets the first stream, a supervisor, take part in the conversation of the second, an agent.
  ///
  /// Another kind for the same two changes it at once. It goes on from one caller of the agent to the next, and ends when
  /// the supervisor is unbridged, bridged or closed, or the agent's stream is closed; the others talk on.
  case supervise(MediaStreamID, MediaStreamID, Supervision)
  /// Sends the party these keys, `0`–`9`, `*`, `#`, `A`–`D`, and `,` or `p` for a pause of two seconds, behind those that
  /// wait, of which there may be 32: as telephone-events (RFC 4733) where they were agreed, else as tones.
  ///
  /// While a key is sent nothing else is; what plays goes on behind it.
  case press(MediaStreamID, [Character])
  /// The telephone-events of this party do not go on to the one it is bridged with, or do again; they are told all the
  /// same. Keys that are tones in its audio go on with the audio.
  case withholdKeys(MediaStreamID, Bool)
  /// What the party says goes to a sound port, and what comes from there to the party, unless something plays.
  case attach(MediaStreamID, SoundPort)
  /// Ends the stream and frees its ports.
  case close(MediaStreamID)

  /// The stream a command is addressed to: the first one for a bridge or a supervision.
  package var stream: MediaStreamID {
    switch self {
    case .connect(let stream, _, _, _), .play(let stream, _, _), .append(let stream, _, _),
      .loop(let stream, _), .stop(let stream),
      .bridge(let stream, _), .unbridge(let stream), .echo(let stream), .record(let stream, _),
      .pauseRecording(let stream), .resumeRecording(let stream), .endRecording(let stream),
      .supervise(let stream, _, _), .press(let stream, _), .withholdKeys(let stream, _),
      .attach(let stream, _), .close(let stream):
      stream
    }
  }
}
