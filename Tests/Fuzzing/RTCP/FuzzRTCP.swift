import FuzzingDriver
import TestMaterial

@main
struct FuzzRTCP {
  static func main() { Fuzzer.run(.rtcp) }
}
