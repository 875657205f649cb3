"""Words that stop, restart or ask who we are: the carriers' own and those of every language of the network."""

from amparo.messaging.replies.normal import bare, fold, plain

STOP = frozenset(
    [
        "stop",
        "stopall",
        "stop all",
        "unsubscribe",
        "cancel",
        "end",
        "quit",
        "revoke",
        "optout",
        "opt out",
        "opt-out",
        "remove",
        "remove me",
        "td",
        "stopp",
        "stop stop",
        "alto",
        "parar",
        "pare",
        "paren",
        "para",
        "baja",
        "dar de baja",
        "darme de baja",
        "cancelar",
        "no mas",
        "no mas mensajes",
        "basta",
        "detener",
        "salir",
        "fin",
        "terminar",
        "ya no mas",
        "eliminar",
        "desuscribir",
        "sair",
        "parem",
        "cancela",
        "descadastrar",
        "remover",
        "chega",
        "kanpe",
        "sispann",
        "rete",
        "stope",
        "anile",
        "retire m",
        "retire mwen",
        "arret",
        "arrete",
        "arretez",
        "arreter",
        "desabonner",
        "desinscrire",
        "annuler",
        "parad",
        "dexa",
        "kansela",
        "kaba",
        "dung",
        "dung lai",
        "ngung",
        "ngung lai",
        "huy",
        "huy bo",
        "huy dang ky",
        "thoi dung",
        "停",
        "停止",
        "退订",
        "退訂",
        "取消",
        "取消订阅",
        "取消訂閱",
        "结束",
        "結束",
        "停止发送",
        "停止發送",
        "不要再发",
        "td退订",
        "t",
    ]
) - {"t"}
START = frozenset(
    [
        "start",
        "unstop",
        "restart",
        "resume",
        "subscribe",
        "optin",
        "opt in",
        "opt-in",
        "comenzar",
        "comienza",
        "comience",
        "reanudar",
        "empezar",
        "iniciar",
        "volver",
        "alta",
        "suscribir",
        "continuar",
        "activar",
        "recomecar",
        "comecar",
        "voltar",
        "inscrever",
        "continuar",
        "retomar",
        "komanse",
        "kòmanse",
        "rekomanse",
        "tounen",
        "abonnement",
        "commencer",
        "recommencer",
        "reprendre",
        "demarrer",
        "debut",
        "kumesa",
        "kumensa",
        "rikumesa",
        "volta",
        "bat dau",
        "bat dau lai",
        "tiep tuc",
        "dang ky",
        "dang ky lai",
        "开始",
        "開始",
        "恢复",
        "恢復",
        "重新开始",
        "重新開始",
        "订阅",
        "訂閱",
        "继续",
        "繼續",
    ]
)
HELP = frozenset(
    [
        "help",
        "info",
        "ayuda",
        "ajuda",
        "aide",
        "ed",
        "sekou",
        "djuda",
        "giup",
        "giup do",
        "tro giup",
        "帮助",
        "幫助",
        "informacion",
        "informacao",
        "socorro",
        "auxilio",
        "4",
    ]
) - {"4"}
_POLITE = ("please", "pls", "thanks", "thank you", "por favor", "gracias", "obrigado", "obrigada", "tanpri", "mesi", "merci",
           "svp", "sil vous plait", "now", "ya", "pur favor", "cam on", "lam on", "谢谢", "請", "请", "了", "all")  # fmt: skip


def is_stop(text: str) -> bool:
    """The whole message is a word that ends all texts, with or without decoration."""
    return _word(text) in STOP


def is_start(text: str) -> bool:
    """The whole message is a word that brings texts back."""
    return _word(text) in START


def is_help_word(text: str) -> bool:
    """The whole message is the carrier's help word in one of the languages; a person reads it too."""
    return _word(text) in HELP


def _word(text: str) -> str:
    word = bare(fold(plain(text)))
    if word in STOP or word in START or word in HELP:
        return word
    before = ""
    while before != word:
        before = word
        for polite in _POLITE:
            word = word.removeprefix(polite + " ").removesuffix(" " + polite).strip()
    return _single(word)


def _single(word: str) -> str:
    """``stop stop stop`` is ``stop``."""
    tokens = word.split()
    return tokens[0] if tokens and len(set(tokens)) == 1 else word
