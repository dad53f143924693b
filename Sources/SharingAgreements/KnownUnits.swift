/// The units that leave where free text is withheld.
///
/// A unit is typed by people in some systems, and a name could stand there as well; so only these
/// words leave, as the source wrote them; beside a code that is one of them the words that are none
/// stay. An amount that has neither stays whole with the free text: a number that has lost its unit
/// would mislead.
///
/// Source: UCUM 2.1 codes and the units of the NHS dm+d unit-of-measure list that GP systems write,
/// with the spellings of both met in GP2GP and GP Connect records.
enum KnownUnits {
    /// Whether `unit` is one of them, letters' case aside. Cost: a binary search over 400 words.
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
        "%", "*10^12/l", "*10^9/l", "/d", "/day", "/h", "/hour", "/l", "/min", "/ul", "/week",
        "/wk", "1", "10*12/l", "10*3/ul", "10*6/ul", "10*9/l", "10^12/l", "10^12/litre", "10^9/l",
        "10^9/litre", "10e12/l", "10e9/l", "10¹²/l", "10⁹/l", "[arb'u]", "[arb'u]/wk", "[degf]",
        "[ft_i]", "[in_i]", "[iu]", "[iu]/l", "[iu]/ml", "[lb_av]", "[oz_av]", "[oz_av]/d",
        "[oz_av]/wk", "[ph]", "[ppth]", "[pt_us]", "[stone_av]", "a", "beats per minute",
        "beats/min", "beats/minute", "bpm", "breath per minute", "breaths per minute",
        "breaths/min", "c", "cel", "celsius", "centimeter", "centimeters", "centimetre",
        "centimetres", "cigarettes/day", "cigs/day", "cm", "cms", "d", "day", "days", "deg c",
        "deg f", "degc", "degf", "degree celsius", "degree fahrenheit", "degrees celsius",
        "degrees fahrenheit", "dl", "f", "fahrenheit", "feet", "fl", "fmol", "foot", "ft", "g",
        "g/d", "g/dl", "g/l", "g/mmol", "gram", "gram per liter", "gram per litre", "grams",
        "grams per liter", "grams per litre", "h", "heart beats per minute", "hour", "hours", "hpf",
        "in", "inch", "inches", "iu/l", "iu/ml", "k/ul", "kcal", "kg", "kg/m*2", "kg/m2", "kg/m^2",
        "kg/m²", "kg/sq.m", "kgs", "kilogram", "kilogram per square meter",
        "kilogram per square metre", "kilograms", "kilograms per square meter",
        "kilograms per square metre", "kpa", "ku/l", "l", "l/l", "l/min", "lb", "lbs",
        "liter per minute", "liters per minute", "litre per minute", "litres per minute",
        "litres/min", "m", "m/s", "m[iu]/l", "mcg", "mcg/l", "mcmol/l", "meq/l", "meter", "meters",
        "metre", "metres", "mg", "mg/d", "mg/dl", "mg/g", "mg/l", "mg/litre", "mg/mmol",
        "micromoles per liter", "micromoles per litre", "milligram", "milligrams", "millilitre",
        "millilitres", "millimeter", "millimeter of mercury", "millimeters",
        "millimeters of mercury", "millimetre", "millimetre of mercury", "millimetres",
        "millimetres of mercury", "millimole per liter", "millimole per litre",
        "millimoles per liter", "millimoles per litre", "millimoles per mole", "min", "minute",
        "minutes", "miu/l", "ml", "ml/min", "ml/min/1.73 m2", "ml/min/1.73 m²", "ml/min/1.73.m2",
        "ml/min/1.73m*2", "ml/min/1.73m2", "ml/min/1.73m^2", "ml/min/1.73m²", "ml/min/{1.73_m2}",
        "mm", "mm hg", "mm/h", "mm/hour", "mm/hr", "mm[hg]", "mmhg", "mmol", "mmol per litre",
        "mmol/l", "mmol/litre", "mmol/mol", "mmol/mol hb", "mmol/mol{hb}", "mo", "month", "months",
        "mosm/kg", "mu/l", "mv", "ng/l", "ng/ml", "nmol/l", "nmol/litre", "oz/day", "oz/week",
        "pack years", "per cent", "per day", "per minute", "per week", "percent", "percentage",
        "pg", "pg/ml", "pmol/l", "pmol/litre", "pound", "pounds", "ratio",
        "respirations per minute", "s", "score", "sec", "second", "seconds", "secs", "st", "stone",
        "stones", "u", "u/l", "u/week", "u/wk", "ug", "ug/g", "ug/l", "ug/litre", "ug/min",
        "umol/l", "umol/litre", "unit/week", "units", "units/week", "units/wk", "week", "weeks",
        "wk", "x 10*12/l", "x 10*9/l", "x 10^12/l", "x 10^9/l", "x10*12/l", "x10*9/l", "x10^12/l",
        "x10^9/l", "year", "years", "{beats}/min", "{breaths}/min", "{cigarettes}/d", "{inr}",
        "{ratio}", "{resps}/min", "{scoreof}", "{score}", "{units}/wk", "°c", "°f", "µg/l",
        "µmol/l", "×10¹²/l", "×10⁹/l", "μg/l", "μmol/l",
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
