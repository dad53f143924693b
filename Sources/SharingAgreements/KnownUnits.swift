/// The units that leave where free text is withheld.
///
/// A unit is typed by people in some systems, and a name could stand there as well; so only these
/// words leave, as the source wrote them, and an amount of anything else stays whole with the free
/// text: a number that has lost its unit would mislead.
///
/// Source: UCUM 2.1 codes and the units of the NHS dm+d unit-of-measure list that GP systems write,
/// with the spellings of both met in GP2GP and GP Connect records.
enum KnownUnits {
    /// Whether `unit` is one of them, letters' case aside. Cost: a binary search over 200 words.
    static func contains(_ unit: ArraySlice<UInt8>) -> Bool {
        guard (1...maximumLength).contains(unit.count) else { return false }
        var (low, high) = (0, words.count)
        while low < high {
            let middle = (low + high) / 2
            switch order(unit, words[middle]) {
            case ..<0: high = middle
            case 0: return true
            default: low = middle + 1
            }
        }
        return false
    }

    private static let words: [[UInt8]] = measurements.union(supplies)
        .map { $0.utf8.map(lowercased) }.sorted { order($0[...], $1) < 0 }
    private static let maximumLength = words.reduce(0) { max($0, $1.count) }

    /// Negative, zero or positive, as `left` comes before, equals or comes after `right`.
    private static func order(_ left: ArraySlice<UInt8>, _ right: [UInt8]) -> Int {
        for (left, right) in zip(left, right) where lowercased(left) != right {
            return lowercased(left) < right ? -1 : 1
        }
        return left.count - right.count
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
    }

    private static let measurements: Set<String> = [
        "%", "/d", "/day", "/h", "/hour", "/min", "/week", "/wk", "/l", "/ul", "1", "10*12/l",
        "10*3/ul", "10*6/ul", "10*9/l", "10^12/l", "10^9/l", "[arb'u]", "[iu]", "[iu]/l",
        "[iu]/ml", "[oz_av]", "[oz_av]/d", "[ph]", "[ppth]", "[pt_us]", "a", "beats/min",
        "beats/minute", "bpm", "breaths per minute", "breaths/min", "c", "cel", "celsius",
        "centimeter", "centimetre", "cigarettes/day", "cm", "d", "day", "days", "deg c", "degc",
        "dl", "fl", "fmol", "g", "g/d", "g/dl", "g/l", "g/mmol", "gram", "grams", "h", "hour",
        "hours", "hpf", "inch", "iu/l", "iu/ml", "k/ul", "kcal", "kg", "kg/m2", "kg/m^2", "kg/m²",
        "kilogram", "kilograms", "kpa", "ku/l", "l", "l/l", "l/min", "liter per minute",
        "litre per minute", "litres/min", "lb", "m", "m/s", "m[iu]/l", "mcg", "meq/l", "meter",
        "metre", "mg", "mg/d", "mg/dl", "mg/g", "mg/l", "mg/mmol", "min", "minute", "minutes",
        "miu/l", "ml", "ml/min", "ml/min/1.73m2", "ml/min/1.73m^2", "ml/min/{1.73_m2}", "mm",
        "mm/h", "mm/hr", "mm[hg]", "mmhg", "mmol", "mmol/l", "mmol/mol", "mo", "month", "months",
        "mosm/kg", "mu/l", "mv", "ng/l", "ng/ml", "nmol/l", "oz/week", "pack years", "per minute",
        "percent", "pg", "pg/ml", "pmol/l", "ratio", "s", "score", "sec", "second", "seconds",
        "stone", "u", "u/l", "u/week", "u/wk", "ug", "ug/g", "ug/l", "ug/min", "umol/l",
        "unit/week", "units", "units/week", "week", "weeks", "wk", "year", "years", "{beats}/min",
        "{breaths}/min", "{inr}", "{ratio}", "{resps}/min", "{score}", "{units}/wk", "°c", "µg/l",
        "µmol/l", "μg/l", "μmol/l",
    ]

    private static let supplies: Set<String> = [
        "ampoule", "ampoule(s)", "ampoules", "applicator", "bag", "bandage", "bottle", "bottles",
        "can", "capsule", "capsule(s)", "capsules", "cartridge", "cartridges", "catheter",
        "cylinder", "device", "device(s)", "devices", "dose", "dose(s)", "doses", "dressing",
        "dressings", "drop", "drops", "elastic hosiery garment", "enema", "film", "gel", "inhaler",
        "inhalers", "injection", "kit", "lancet", "lozenge", "lozenges", "mls", "needle",
        "needles", "op", "pack", "packs", "pad", "pastille", "patch", "patch(es)", "patches",
        "pessaries", "pessary", "piece", "plaster", "pouch", "pre-filled disposable injection",
        "puff", "puffs", "sachet", "sachet(s)", "sachets", "spray", "stocking", "strip", "strips",
        "suppositories", "suppository", "swab", "syringe", "syringes", "tablet", "tablet(s)",
        "tablets", "tablets(s)", "test", "tube", "tubes", "unit", "unit dose", "vial", "vials",
    ]
}
