"""Words that stop, restart or ask who we are: the carriers' own and those of every language of the network."""

from amparo.replies.normal import bare, fold, plain


def _words(listed: str) -> frozenset[str]:
    return frozenset(word.strip() for word in listed.replace("\n", " ").split(",") if word.strip())


STOP = _words(
    """
    alto, alto ya, ja pare, ja parem, fim, arretez maintenant, arretez ca, arretez tout, arrete ca, arretez svp, quitter, ca suffit, darse de baja, desinscribir, descadastre, me retirer, anile, annuler, aret, arete, arete sa, arret, arret total, arrete, arreter, arretez, baja, basta, basta ya, cancel, cancel all, cancela, cancelar, chega, dame de baja, dar de baja, darme de baja, deme de baja, desabonnement, desabonner, descadastrar, desinscription, desinscrire, desuscribir, desuscribirme, detener, detenga, detengan, dexa, dexa m, dung, dung lai, dung nua, eliminar, encerrar, end, end all, fin, finalizar, fini, get me out, huy, huy bo, huy dang ky, huy nhan, huy nhan tin, kaba, kanpe, kansela, kansela tudu, khong nhan nua, kite m trankil, me desabonner, n ka kre mas, nao quero mais, ngung, ngung lai, ngung lai di, no mas, no mas mensajes, no mas sms, no quiero mas, opt me out, opt out, opt out now, optout, para, para mensaji, para tudo, parad, parar, parar tudo, pare, pare de vez, pare ya, parem, paren, please stop, quiero cancelar, quit, quit all, remove, remove me, remover, rete, retire m, retire mwen, revoke, sai, sair, salir, sispann, sotp, stahp, stop, stop all, stop it, stop mensajes, stop messages, stop now, stop sms, stop stop, stop texting, stop texts, stop total, stop tout, stopall, stope, stope sa, stopp, stpo, suspenda, suspender, td, td退订, termina, terminar, terminate, thoi, thoi dung, thoi dung nua, tu choi, unsub, unsubcribe, unsubscrib, unsubscribe, unsubscribed, unsuscribe, ya basta, ya no mas, ya pare, ya paren, 不要了, 不要再发, 停, 停发, 停止, 停止发送, 停止發送, 停止短信, 取消, 取消訂閱, 取消订阅, 我要退订, 結束, 结束, 退出, 退訂, 退订,
    """
)
# Those that mean nothing else, so that they count as a sentence of their own inside a longer text.
STRONG = _words(
    "stop, stopall, unsubscribe, optout, opt out, alto, basta, pare, kanpe, sispann, arret, arretez, dung lai, 停止, 退订, 退訂, sair, no mas"
)
START = _words(
    """
    abonnement, inscription, continue, continuer, inscrivez moi, inscris moi, abonnez moi, inscribanme, inscribame, me inscrevam, me cadastrem, reinscription, sign up, cadastrar, activar, alta, bat dau, bat dau lai, comecar, comenzar, comience, comienza, commencer, continuar, dang ky, dang ky lai, debut, demarrer, empezar, iniciar, inscrever, komanse, kumensa, kumesa, komesa, kumesa otu bes, mbat dau, opt back in, opt in, optin, reabonner, reactivar, reanudar, reativar, recomecar, recommencer, reinscribir, rekomanse, rekonekte, renew, reprendre, restart, resubscribe, resume, retomar, retome, rikumesa, komesa, start, subscribe, suscribir, tiep tuc, tounen, unstop, volta, voltar, volver, yes start, 开始, 恢复, 恢復, 繼續, 继续, 訂閱, 订阅, 重新开始, 重新開始, 開始,
    """
)
HELP = _words(
    """
    aide, ajuda, auxilio, ayuda, djuda, ed, giup, giup do, help, info, informacao, informacion, sekou, socorro, tro giup, 帮助, 幫助,
    """
)
# Before a stop or a start they change nothing; "hello, help" is somebody who writes to us, not the carrier's word.
_GREETINGS = ("ok", "okay", "yes", "hey", "hi", "hello", "hola", "oi", "ola", "bonjou", "bonjour", "好的")
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
    return _word(text, around=_POLITE) in HELP


def _word(text: str, *, around: tuple[str, ...] = (*_GREETINGS, *_POLITE)) -> str:
    word = bare(fold(plain(text)))
    if word in STOP or word in START or word in HELP:
        return word
    before = ""
    while before != word:
        before = word
        for polite in around:
            word = word.removeprefix(polite + " ").removesuffix(" " + polite).strip()
    return _single(word)


def _single(word: str) -> str:
    """``stop stop stop`` is ``stop``."""
    tokens = word.split()
    return tokens[0] if tokens and len(set(tokens)) == 1 else word
