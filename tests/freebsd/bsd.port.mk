# In the place of FreeBSD's: what a port's Makefile takes from it.
LOCALBASE=	/usr/local
PREFIX=		/usr/local
WRKSRC=		/wrksrc
STAGEDIR=	/stage
MKDIR=		mkdir -p
INSTALL_DATA=	install -m 0644
REINPLACE_CMD=	sed -i.bak
