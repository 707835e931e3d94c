//! Invented people's names, in many scripts, each with the Latin letters that its owner would use in an e-mail address.

/// Given and family names that go together.
pub(crate) struct Names {
    pub(crate) given: [(&'static str, &'static str); 6],
    pub(crate) family: [(&'static str, &'static str); 6],
}

/// How many people these names can make.
pub(crate) const PEOPLE: usize = NAMES.len() * 36;

/// The name of the person at this place: each place below [`PEOPLE`] another one.
pub(crate) fn name(place: usize) -> ((&'static str, &'static str), (&'static str, &'static str)) {
    let names = &NAMES[place % NAMES.len()];
    let pair = place / NAMES.len() % 36;
    (names.given[pair % 6], names.family[pair / 6])
}

macro_rules! names {
    ($([$($given:literal $given_latin:literal),*] [$($family:literal $family_latin:literal),*])*) => {
        const NAMES: &[Names] = &[$(Names {
            given: [$(($given, $given_latin)),*],
            family: [$(($family, $family_latin)),*],
        }),*];
    };
}

names! {
    ["Alice" "alice", "Benjamin" "ben", "Charlotte" "charlotte", "Edward" "ed", "Grace" "grace", "Henry" "henry"]
    ["O’Connor" "oconnor", "Whitfield" "whitfield", "Ashworth-Lane" "ashworth", "Brennan" "brennan", "Carter" "carter", "Doyle" "doyle"]
    ["Sofía" "sofia", "Íñigo" "inigo", "Begoña" "begona", "Joaquín" "joaquin", "Lucía" "lucia", "Andrés" "andres"]
    ["Ibáñez" "ibanez", "Muñoz" "munoz", "García Lorca" "garcialorca", "Peña" "pena", "Núñez" "nunez", "Castellón" "castellon"]
    ["Chloé" "chloe", "Étienne" "etienne", "Zoé" "zoe", "François" "francois", "Hélène" "helene", "Raphaël" "raphael"]
    ["Lefèvre" "lefevre", "d’Aubigné" "daubigne", "Gagné" "gagne", "Bélanger" "belanger", "Côté" "cote", "Œuvrard" "oeuvrard"]
    ["Jürgen" "juergen", "Käthe" "kaethe", "Björn" "bjoern", "Grete" "grete", "Götz" "goetz", "Ulrike" "ulrike"]
    ["Großmann" "grossmann", "Müller" "mueller", "Köhler" "koehler", "Weiß" "weiss", "von der Au" "vonderau", "Schäfer" "schaefer"]
    ["Łukasz" "lukasz", "Małgorzata" "malgorzata", "Zbigniew" "zbigniew", "Ślawomira" "slawomira", "Agnieszka" "agnieszka", "Józef" "jozef"]
    ["Wójcik" "wojcik", "Żółkiewski" "zolkiewski", "Dąbrowska" "dabrowska", "Łęcka" "lecka", "Grześ" "grzes", "Kościuk" "kosciuk"]
    ["Søren" "soren", "Åse" "aase", "Þórdís" "thordis", "Bjørn" "bjorn", "Guðrún" "gudrun", "Ørjan" "orjan"]
    ["Ærøskov" "aeroskov", "Sigurðsson" "sigurdsson", "Østby" "ostby", "Ångström" "angstrom", "Håkansdóttir" "hakansdottir", "Bøgh" "bogh"]
    ["Işıl" "isil", "İbrahim" "ibrahim", "Çağla" "cagla", "Gökhan" "gokhan", "Şebnem" "sebnem", "Yiğit" "yigit"]
    ["Yıldız" "yildiz", "Öztürk" "ozturk", "Güneş" "gunes", "Çelik" "celik", "Aydın" "aydin", "Şimşek" "simsek"]
    ["Nguyệt" "nguyet", "Đức" "duc", "Thảo" "thao", "Quốc" "quoc", "Ngọc" "ngoc", "Hữu" "huu"]
    ["Nguyễn" "nguyen", "Đặng" "dang", "Phạm" "pham", "Trần" "tran", "Võ" "vo", "Huỳnh" "huynh"]
    ["秀英" "xiuying", "伟" "wei", "子涵" "zihan", "建国" "jianguo", "雪" "xue", "明" "ming"]
    ["王" "wang", "欧阳" "ouyang", "李" "li", "陈" "chen", "张" "zhang", "赵" "zhao"]
    ["健二" "kenji", "さくら" "sakura", "ハナ" "hana", "大翔" "hiroto", "ゆい" "yui", "剛" "tsuyoshi"]
    ["佐藤" "sato", "長谷川" "hasegawa", "渡辺" "watanabe", "小林" "kobayashi", "山本" "yamamoto", "ガルシア" "garushia"]
    ["민준" "minjun", "서연" "seoyeon", "지후" "jihu", "하은" "haeun", "도윤" "doyun", "수아" "sua"]
    ["김" "kim", "이" "lee", "박" "park", "최" "choi", "남궁" "namgung", "정" "jung"]
    ["आरव" "aarav", "दिव्या" "divya", "कृष्ण" "krishna", "मीरा" "meera", "रोहित" "rohit", "सीता" "sita"]
    ["शर्मा" "sharma", "अग्रवाल" "agrawal", "पटेल" "patel", "सिंह" "singh", "मिश्रा" "mishra", "वर्मा" "varma"]
    ["ليلى" "layla", "محمد" "mohammed", "نور" "noor", "يوسف" "yusuf", "سلمى" "salma", "عمر" "omar"]
    ["الخطيب" "alkhatib", "حدّاد" "haddad", "المصري" "almasri", "بن علي" "benali", "نجّار" "najjar", "القاسم" "alqasim"]
    ["נועה" "noa", "דוד" "david", "שירה" "shira", "יונתן" "yonatan", "תמר" "tamar", "אורי" "uri"]
    ["כהן" "cohen", "לוי" "levi", "בן־דוד" "bendavid", "מזרחי" "mizrahi", "פרידמן" "friedman", "שפירא" "shapira"]
    ["Алёна" "alyona", "Юрий" "yuri", "Олександр" "oleksandr", "Дарья" "darya", "Їжакевич" "yizhak", "Наталія" "nataliia"]
    ["Ковалёва" "kovalyova", "Шевченко" "shevchenko", "Йовановић" "jovanovic", "Толстой" "tolstoy", "Щербина" "shcherbyna", "Мороз" "moroz"]
    ["Άννα" "anna", "Γιώργος" "giorgos", "Ευδοκία" "evdokia", "Οδυσσέας" "odysseas", "Ζωή" "zoi", "Νίκος" "nikos"]
    ["Παπαδόπουλος" "papadopoulos", "Αγγέλου" "angelou", "Θεοδωράκη" "theodoraki", "Ξενάκης" "xenakis", "Καζάκου" "kazakou", "Μουσούρης" "mousouris"]
    ["Olúṣọlá" "olusola", "Adébáyọ̀" "adebayo", "Chọma" "choma", "Ṣadé" "sade", "Ngozi" "ngozi", "Kwame" "kwame"]
    ["Adéyẹmí" "adeyemi", "Ọlátúnjí" "olatunji", "Okafor" "okafor", "Mensah" "mensah", "Ṣóyínká" "soyinka", "Eze" "eze"]
}
