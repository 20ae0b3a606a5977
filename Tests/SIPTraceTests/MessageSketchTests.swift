import SIPTrace
import Simulation
import Testing

@Suite("A message at a glance")
struct MessageSketchTests {
  private func sketch(_ text: String) -> MessageSketch { MessageSketch(.sample(text)) }

  @Test("a request and its response are labelled by what they are")
  func labels() {
    let fields = "From: \"Ann\" <sip:5551@a.example>;tag=1\nTo: <sip:100@b.example>\nCall-ID: c1\nCSeq: 7 INVITE\n"
    let request = sketch("INVITE sip:200@b.example SIP/2.0\n" + fields + "\n")
    #expect(request.label == "INVITE 7")
    #expect(request.callID == "c1")
    #expect(request.caller == "5551")
    #expect(request.called == "100")
    #expect(request.dialled == "200")
    #expect(!request.isWithinDialog)
    let response = sketch("SIP/2.0 180 Ringing\n" + fields.replacing("b.example>", with: "b.example>;tag=2") + "\n")
    #expect(response.label == "180 INVITE 7")
    #expect(response.isWithinDialog)
  }

  @Test(
    "a body is summed up",
    arguments: [
      ("m=audio 4000 RTP/AVP 8 0 101\na=rtpmap:101 telephone-event/8000", "pcma pcmu"),
      ("m=audio 4000 RTP/SAVP 96 18 13\na=rtpmap:96 opus/48000/2", "opus g729 srtp"),
      ("m=audio 4000 RTP/AVP 0\na=sendonly", "pcmu hold"), ("m=audio 4000 RTP/AVP 0\na=inactive", "pcmu hold"),
      ("m=audio 4000 RTP/AVP 0\na=recvonly", "pcmu held"),
      ("m=audio 4000 RTP/AVP 0\nc=IN IP4 0.0.0.0", "pcmu hold"), ("m=audio 0 RTP/AVP 0", "audio refused"),
      ("m=audio 4000 RTP/AVP 0 8 3 9 18 4", "pcmu pcma gsm g722 +2"), ("m=video 4000 RTP/AVP 31", "no audio"),
      ("m=audio", "sdp"),
    ])
  func bodies(media: String, expected: String) {
    let text =
      "INVITE sip:1@h SIP/2.0\nc: Application/SDP ;x=1\nCSeq: 1 INVITE\n\n"
      + "v=0\no=- 1 1 IN IP4 192.0.2.9\ns=-\nc=IN IP4 192.0.2.9\nt=0 0\n\(media)\n"
    #expect(sketch(text).label == "INVITE 1 (\(expected))")
  }

  @Test("other bodies are named by their type")
  func otherBodies() {
    let text = "NOTIFY sip:1@h SIP/2.0\nCSeq: 2 NOTIFY\nContent-Type: message/sipfrag;version=2.0\n\nSIP/2.0 200 OK"
    #expect(sketch(text).label == "NOTIFY 2 (sipfrag)")
  }

  @Test("compact names, folded lines and blanks before the colon are read")
  func spellings() {
    let text = "SIP/2.0 200 OK\nf : <sip:1@h>\nt:sip:2@h;tag=x\ni:\n  folded\nCSEQ: 1\n\tBYE\n\n"
    #expect(sketch(text).label == "200 BYE 1")
    #expect(sketch(text).callID == "folded")
    #expect(sketch(text).caller == "1")
    #expect(sketch(text).called == "2")
  }

  @Test(
    "what is no message has a label, too",
    arguments: ["", "\n\n", "hello", "SIP/2.0", "SIP/2.0 x", "GET / HTTP/1.1", " sip:1 SIP/2.0", "\u{1B}[2J"])
  func junk(_ text: String) {
    #expect(sketch(text).label == "no SIP message")
  }

  @Test("nothing of a message moves a cursor")
  func escaped() {
    let text =
      "IN\u{1B}[31mVITE sip:\u{07}@h SIP/2.0\nFrom: <sip:%1B[2J@h>\nCall-ID: a\u{9B}b\nCSeq: 1 IN\u{1B}\n"
      + "Content-Type: x/\u{1B}]0;y\n\nbody"
    let read = sketch(text)
    for text in [read.label, read.callID, read.caller ?? "", read.called ?? "", read.dialled ?? "", read.sequence] {
      #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "\(text.debugDescription)")
    }
    #expect(read.caller == "\u{FFFD}[2J")
  }

  @Test("no octets make it trap", arguments: 1...4)
  func mutations(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let whole = TracedMessage.sample(
      "INVITE sip:1@h SIP/2.0\nFrom: <sip:1@h>\nTo: <sip:2@h>\nCall-ID: 1\nCSeq: 1 INVITE\nc: application/sdp\n\n"
        + "v=0\no=- 1 1 IN IP4 1.2.3.4\ns=-\nc=IN IP4 1.2.3.4\nt=0 0\nm=audio 4000 RTP/AVP 8 96\na=rtpmap:96 opus/48000\n"
    )
    for _ in 0..<3_000 {
      var message = whole
      for _ in 0...(chance.next() % 12) {
        message.octets[Int(chance.next() % UInt64(message.octets.count))] = UInt8(truncatingIfNeeded: chance.next())
      }
      message.octets.removeLast(Int(chance.next() % 60))
      let sketch = MessageSketch(message)
      #expect(!sketch.label.isEmpty)
      message.octets.withUnsafeMutableBytes { SecretBlanking.blank($0) }
    }
  }
}
