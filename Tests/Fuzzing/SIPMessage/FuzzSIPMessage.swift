import FuzzingDriver
import TestMaterial

@main
struct FuzzSIPMessage {
  static func main() { Fuzzer.run(.sipMessage) }
}
